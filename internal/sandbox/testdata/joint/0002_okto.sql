-- Copyright (c) The terraform-provider-openbanking authors
-- SPDX-License-Identifier: MPL-2.0

-- Okto: apps, each with its one App Secret, and the tokens that manage them.

CREATE TABLE okto_apps (
  seq               INTEGER PRIMARY KEY,
  id                TEXT NOT NULL UNIQUE,
  organisation      TEXT NOT NULL,
  environment       TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
  name              TEXT NOT NULL,
  secret_version    INTEGER NOT NULL,     -- 1, 2, …; each reset makes the next.
  secret_hash       BLOB NOT NULL UNIQUE, -- SHA-256 of the current secret; neither it nor an older one is anywhere.
  secret_created_at INTEGER NOT NULL,
  last_used_at      INTEGER               -- When the current secret was used last.
) STRICT;
CREATE INDEX okto_apps_scope ON okto_apps (organisation, environment, seq);

CREATE TABLE okto_tokens (
  hash         BLOB PRIMARY KEY,          -- SHA-256 of the whole token; the token itself is nowhere.
  organisation TEXT NOT NULL,
  environment  TEXT NOT NULL CHECK (environment IN ('sandbox', 'production'))
) STRICT, WITHOUT ROWID;
