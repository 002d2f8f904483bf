-- Copyright (c) The terraform-provider-openbanking authors
-- SPDX-License-Identifier: MPL-2.0

-- Tok: payments that a person is asked for.

CREATE TABLE payments (
  seq             INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE,
  organisation    TEXT NOT NULL,
  environment     TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
  creditor_iban   TEXT NOT NULL,
  amount          INTEGER NOT NULL CHECK (amount > 0),
  currency        TEXT NOT NULL,
  remittance_info TEXT NOT NULL,
  decision        TEXT CHECK (decision IN ('executed', 'declined')), -- Null until there is one.
  handle          TEXT NOT NULL UNIQUE,                              -- Names the bank's page; no credential.
  account         TEXT REFERENCES accounts (id),                     -- What paid; null unless executed.
  transaction_id  TEXT,                                              -- What was booked there.
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL                                   -- When it is too late for a decision.
) STRICT;
CREATE INDEX payments_undecided ON payments (organisation, expires_at) WHERE decision IS NULL;
CREATE INDEX payments_transaction ON payments (transaction_id) WHERE transaction_id IS NOT NULL;
