-- Copyright (c) The terraform-provider-openbanking authors
-- SPDX-License-Identifier: MPL-2.0

-- Instants are epoch seconds, or milliseconds where the name ends in _ms.
-- Amounts are ten-thousandths of the currency's unit. Every object belongs to one
-- organisation and one environment ('sandbox' or 'production'), and every query
-- names both.

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE organisations (
  seq  INTEGER PRIMARY KEY,
  id   TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE idempotency (
  organisation TEXT NOT NULL,
  environment  TEXT NOT NULL,
  key_hash     BLOB NOT NULL,         -- SHA-256 of the Idempotency-Key.
  salt         BLOB NOT NULL,
  request_mac  BLOB NOT NULL,         -- HMAC of the request under a key derived from the Idempotency-Key.
  status       INTEGER NOT NULL,
  sealed       BLOB NOT NULL,         -- The answer's body under a key derived from the Idempotency-Key.
  expires_at   INTEGER NOT NULL,
  PRIMARY KEY (organisation, environment, key_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_expiry ON idempotency (expires_at);

CREATE TABLE webhooks (
  seq            INTEGER PRIMARY KEY AUTOINCREMENT,
  id             TEXT NOT NULL UNIQUE,
  organisation   TEXT NOT NULL,
  environment    TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
  url            TEXT NOT NULL,
  events         TEXT NOT NULL,       -- A JSON array of event types.
  description    TEXT,
  enabled        INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  idempotency    BLOB                 -- SHA-256 of the Idempotency-Key that made it.
) STRICT;
CREATE INDEX webhooks_scope ON webhooks (organisation, environment, seq);
CREATE INDEX webhooks_idempotency ON webhooks (organisation, environment, idempotency) WHERE idempotency IS NOT NULL;

CREATE TABLE webhook_secrets (
  webhook     TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  version     INTEGER NOT NULL,       -- 1, 2, …; the greatest is the current one.
  sealed      BLOB NOT NULL,
  fingerprint BLOB,                   -- SHA-256 of the text; null for one that the user gave.
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER,                -- When its overlap ends; null for the current one.
  PRIMARY KEY (webhook, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
  seq            INTEGER PRIMARY KEY AUTOINCREMENT,
  id             TEXT NOT NULL UNIQUE,
  webhook        TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  event          TEXT NOT NULL,
  payload        BLOB NOT NULL,
  status         TEXT NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
  created_at     INTEGER NOT NULL,
  due_ms         INTEGER              -- When the next attempt is due; null unless pending.
) STRICT;
CREATE INDEX deliveries_webhook ON deliveries (webhook, seq);
CREATE INDEX deliveries_due ON deliveries (due_ms) WHERE due_ms IS NOT NULL;

CREATE TABLE delivery_attempts (
  delivery    TEXT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
  number      INTEGER NOT NULL,       -- 1, 2, …
  at_ms       INTEGER NOT NULL,
  status_code INTEGER,
  duration_ms INTEGER NOT NULL,
  error       TEXT,
  PRIMARY KEY (delivery, number)
) STRICT, WITHOUT ROWID;
