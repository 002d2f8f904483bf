-- Copyright (c) The terraform-provider-openbanking authors
-- SPDX-License-Identifier: MPL-2.0

-- Okra: each organisation's client token, its keys, and one webhook for each
-- environment.

CREATE TABLE okra_clients (
  organisation TEXT PRIMARY KEY,
  token        TEXT NOT NULL UNIQUE   -- Names the organisation in both environments; no credential.
) STRICT, WITHOUT ROWID;

CREATE TABLE okra_keys (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  organisation TEXT NOT NULL,
  environment  TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
  name         TEXT NOT NULL,
  hash         BLOB NOT NULL UNIQUE,  -- SHA-256 of the whole key; a secret key itself is nowhere.
  hint         TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  revoked_at   INTEGER,
  last_used_at INTEGER,
  idempotency  BLOB,                  -- SHA-256 of the Idempotency-Key that made it.
  public_text  TEXT                   -- The key, if it is a public one; null for a secret one.
) STRICT;
CREATE INDEX okra_keys_scope ON okra_keys (organisation, environment, seq);
CREATE INDEX okra_keys_idempotency ON okra_keys (organisation, environment, idempotency) WHERE idempotency IS NOT NULL;

-- The webhooks of all platforms are in one table, since they are delivered alike.
-- Okra's take every event, and their one secret, which they need not have, is a
-- bearer token.
ALTER TABLE webhooks ADD COLUMN platform TEXT NOT NULL DEFAULT 'tok'; -- Or 'okra'.
CREATE UNIQUE INDEX webhooks_okra ON webhooks (organisation, environment) WHERE platform = 'okra';
