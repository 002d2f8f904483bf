-- Copyright (c) The terraform-provider-openbanking authors
-- SPDX-License-Identifier: MPL-2.0

-- The webhooks of all platforms are in one table, since they are delivered alike.
ALTER TABLE webhooks ADD COLUMN platform TEXT NOT NULL DEFAULT 'tok';
