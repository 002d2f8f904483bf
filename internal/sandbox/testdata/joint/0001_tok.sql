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

CREATE TABLE api_keys (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  organisation TEXT NOT NULL,
  environment  TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
  name         TEXT NOT NULL,
  hash         BLOB NOT NULL UNIQUE,  -- SHA-256 of the whole key; the key itself is nowhere.
  hint         TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  revoked_at   INTEGER,
  last_used_at INTEGER,
  idempotency  BLOB                   -- SHA-256 of the Idempotency-Key that made it.
) STRICT;
CREATE INDEX api_keys_scope ON api_keys (organisation, environment, seq);
CREATE INDEX api_keys_idempotency ON api_keys (organisation, environment, idempotency) WHERE idempotency IS NOT NULL;

CREATE TABLE consents (
  seq           INTEGER PRIMARY KEY AUTOINCREMENT,
  id            TEXT NOT NULL UNIQUE,
  organisation  TEXT NOT NULL,
  environment   TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
  bank_id       TEXT NOT NULL,
  callback_url  TEXT NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('pending', 'active', 'expired', 'revoked', 'error')),
  handle        TEXT NOT NULL UNIQUE, -- Names the bank's page; no credential.
  state_hash    BLOB UNIQUE,          -- SHA-256 of the state, null once it was used.
  state_sealed  BLOB,                 -- The state, for the bank's page to pass on.
  code_hash     BLOB,                 -- SHA-256 of the code that an approval made.
  created_at    INTEGER NOT NULL,
  authorized_at INTEGER,
  expires_at    INTEGER NOT NULL      -- When time ends it: as pending at first, as active once authorised.
) STRICT;
CREATE INDEX consents_scope ON consents (organisation, environment, seq);
CREATE INDEX consents_live ON consents (expires_at) WHERE status IN ('pending', 'active');

CREATE TABLE accounts (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  organisation TEXT NOT NULL,
  environment  TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
  bank_id      TEXT NOT NULL,
  bank_name    TEXT NOT NULL,
  iban         TEXT NOT NULL,
  name         TEXT NOT NULL,
  currency     TEXT NOT NULL,
  balance      INTEGER NOT NULL,
  UNIQUE (organisation, environment, bank_id, iban)
) STRICT;

-- Which consents ever opened which account, in the order of authorisation.
CREATE TABLE account_consents (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES accounts (seq),
  consent INTEGER NOT NULL REFERENCES consents (seq),
  UNIQUE (account, consent)
) STRICT;

-- Clustered in the order in which pages are read, so that a page is one range.
CREATE TABLE transactions (
  account         INTEGER NOT NULL REFERENCES accounts (seq),
  booking_date    TEXT NOT NULL,      -- YYYY-MM-DD
  id              TEXT NOT NULL,
  external_id     TEXT NOT NULL,
  value_date      TEXT NOT NULL,
  amount          INTEGER NOT NULL CHECK (amount >= 0),
  inbound         INTEGER NOT NULL CHECK (inbound IN (0, 1)),
  creditor_iban   TEXT NOT NULL,
  debtor_iban     TEXT NOT NULL,
  remittance_info TEXT NOT NULL,
  PRIMARY KEY (account, booking_date, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX transactions_external ON transactions (account, external_id);

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
