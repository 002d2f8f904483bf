// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra/tables"
)

// A transaction's identifier has the parts of an ObjectId: four bytes of time,
// here the midnight that begins the day of the transaction, five bytes of its
// maker, here the account's key, and a counter of three bytes, here its place on
// the day. So it needs no index, and stays the same for as long as the account's
// history goes back.

// transactionKey returns the five bytes that follow the time in an identifier.
func transactionKey(id string) (key [tables.KeySize]byte) {
	raw, _ := hex.DecodeString(id) // What StableObjectID writes is hexadecimal.
	copy(key[:], raw[4:])
	return key
}

// placeBits is how many bits of a place number the entries that were cleared on
// the same day; those above are how many days after its day that was.
const placeBits = 21

// placeOf returns an entry's place on the day on which it was made.
func placeOf(e bankdata.Entry) int64 {
	return (dayOf(e.Cleared)-dayOf(e.Made))<<placeBits | int64(e.Number)
}

// clearing tells, for a transaction, how many days later it was cleared, and its
// number among those that were cleared on that day.
func clearing(t tables.Transaction) (days, number int64) {
	return t.Number >> placeBits, t.Number & (1<<placeBits - 1)
}

// transactionID writes the identifier.
func transactionID(key [tables.KeySize]byte, t tables.Transaction) string {
	return fmt.Sprintf("%08x%x%06x", uint32(midnight(t.Day).Unix()), key, t.Number) //nolint:gosec // The form holds 32 bits.
}

// parseTransactionID reads one, and tells whether it can be one at all.
func parseTransactionID(id string) (key []byte, day, number int64, ok bool) {
	raw, err := hex.DecodeString(id)
	if err != nil || len(raw) != 12 || strings.ToLower(id) != id {
		return nil, 0, 0, false
	}
	at := int64(binary.BigEndian.Uint32(raw))
	number = int64(raw[9])<<16 | int64(raw[10])<<8 | int64(raw[11])
	return raw[4:9], at / secondsPerDay, number, at%secondsPerDay == 0
}

const secondsPerDay = 24 * 60 * 60

// dayOf counts the days from the Unix epoch to a midnight.
func dayOf(t time.Time) int64 { return t.Unix() / secondsPerDay }

// midnight is when the day begins.
func midnight(day int64) time.Time { return time.Unix(day*secondsPerDay, 0).UTC() }
