// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package encryption keeps secrets out of the state where a user names age
// recipients: the state holds the ciphertext, and the plain text is nowhere.
//
// Whoever encrypts cannot decrypt. From that follows what a plan may do with a
// secret that it keeps: it can encrypt a plain one, but neither encrypt a
// ciphertext to others nor turn it back. Both need a new secret.
//
// Ciphertext is made once for each secret. age is randomised, so that making it
// again would be a change in every plan.
package encryption
