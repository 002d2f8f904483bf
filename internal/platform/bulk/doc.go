// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package bulk lets the reads of a refresh share lists. A plan reads each object
// of the state, by one request for each; a list answers a hundred of them at
// once, and platforms limit requests.
//
// It decorates the platform's interfaces, so that no capability and no dialect
// knows of it. Of each type,
//
//   - the first read of a refresh asks for the one object: most runs of a single
//     resource end there;
//   - from the second on, the list of what is live is read page by page, each
//     page once, no sooner than a read has looked for its object in vain on those
//     before, and for all readers that wait;
//   - a page is read only while there were fewer pages than reads and two more,
//     so that five keys of an account with ten thousand do not read a hundred
//     pages. What is not found until then is asked for by itself.
//
// The list only ever answers what it has. What it does not have, be it dead,
// gone or new, and whatever goes wrong with it, is left to a read of the one
// object: its 404 alone says that an object is gone, and its error is the one
// that the user sees.
//
// No read misses what this provider wrote: a write forgets all that was listed,
// and while one is under way nothing is answered from a list. Reads that want an
// object as it is now, as those of an update or of a wait, never use one, and
// who reads an object a second time wants to know what has changed: that is not
// answered from one either. What others change shows as of the moment at which the page
// was read, as in any refresh.
package bulk
