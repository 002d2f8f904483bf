// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tables

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// history is how many of an account's transactions pass a filter on each day,
// oldest day first.
type history []historyDay

// historyDay is one day of a history, with at least one transaction.
type historyDay struct {
	day int64
	// count is how many transactions count.
	count int64
	// picks are their places among all of the day's, counted from the newest, in
	// that order. Nil stands for every place.
	picks []int64
}

// total is how many transactions the history counts.
func (h history) total() (n int64) {
	for i := range h {
		n += h[i].count
	}
	return n
}

// encodeHistory writes the days and the amounts of transactions, which are
// ordered by day, in the form of the table okra_histories.
func encodeHistory(list []Transaction) (days, amounts []byte) {
	amounts = make([]byte, 0, 5*len(list))
	days = []byte{} // Empty, not NULL.
	var before int64
	for i := 0; i < len(list); {
		day, first := list[i].Day, i
		for ; i < len(list) && list[i].Day == day; i++ {
			amounts = binary.AppendVarint(amounts, list[i].Amount)
		}
		days = binary.AppendVarint(days, day-before)
		days = binary.AppendVarint(days, int64(i-first))
		before = day
	}
	return days, amounts
}

// errHistory says that a history in the database is not what was written.
var errHistory = errors.New("the history of an account is damaged")

// history reads the history of a filled account as the filter sees it.
func (tx Tx) history(a Account, f TransactionFilter) (history, error) {
	// The amounts are by far the larger part, and are left alone unless they matter.
	query := "SELECT days, x'' FROM okra_histories WHERE account = ?"
	if f.Type != "" {
		query = "SELECT days, amounts FROM okra_histories WHERE account = ?"
	}
	var days, amounts []byte
	err := tx.Get(func(r store.Scanner) error { return r.Scan(&days, &amounts) }, query, a.seq)
	if err != nil {
		return nil, fmt.Errorf("reading the history of the account %s: %w", a.ID, err)
	}
	h, err := decodeHistory(days, amounts, f)
	if err != nil {
		return nil, fmt.Errorf("the account %s: %w", a.ID, err)
	}
	return h, nil
}

// decodeHistory reads what encodeHistory wrote.
func decodeHistory(days, amounts []byte, f TransactionFilter) (history, error) {
	h := make(history, 0, len(days)/2)
	dayReader, amountReader := varints{rest: days}, varints{rest: amounts}
	var day int64
	for len(dayReader.rest) > 0 {
		day += dayReader.next()
		d := historyDay{day: day, count: dayReader.next()}
		if d.count <= 0 || dayReader.damaged {
			return nil, errHistory
		}
		if f.Type != "" {
			d.pick(&amountReader, f)
		}
		if d.count > 0 && (f.Between == nil || (f.Between[0] <= day && day <= f.Between[1])) {
			h = append(h, d)
		}
	}
	if amountReader.damaged || len(amountReader.rest) > 0 {
		return nil, errHistory
	}
	return h, nil
}

// pick narrows the day to the transactions whose amounts, the oldest first, pass
// the filter.
func (d *historyDay) pick(amounts *varints, f TransactionFilter) {
	d.picks = []int64{} // Not nil, which would be all.
	for place := d.count - 1; place >= 0 && !amounts.damaged; place-- {
		if f.passes(amounts.next()) {
			d.picks = append(d.picks, place)
		}
	}
	slices.Reverse(d.picks)
	d.count = int64(len(d.picks))
}

// varints reads numbers as binary.AppendVarint writes them.
type varints struct {
	rest    []byte
	damaged bool // There was none where one was read.
}

func (v *varints) next() int64 {
	n, size := binary.Varint(v.rest)
	if size <= 0 {
		v.damaged = true
		return 0
	}
	v.rest = v.rest[size:]
	return n
}

// run is a stretch of one account's transactions as a query reads it: from the
// newest of a day, skip and then take, on into older days.
type run struct {
	account         int // Its index.
	day, skip, take int64
}

// runs returns what to read for a window of the merged histories, in the order
// of Transactions. It touches days, not transactions.
func runs(histories []history, w store.Window) []run {
	var runs []run
	rest := slices.Clone(histories) // What is not passed yet of each.
	for skip, left := w.Offset, w.Limit; left > 0; {
		newest, found := int64(0), false
		for _, h := range rest {
			if n := len(h); n > 0 && (!found || h[n-1].day > newest) {
				newest, found = h[n-1].day, true
			}
		}
		if !found {
			break
		}
		for i, h := range rest {
			if len(h) == 0 || h[len(h)-1].day != newest {
				continue
			}
			d := h[len(h)-1]
			rest[i] = h[:len(h)-1]
			passed := min(skip, d.count)
			taken := min(d.count-passed, left)
			skip, left = skip-passed, left-taken
			runs = appendRun(runs, i, d, passed, taken)
		}
	}
	return runs
}

// appendRun adds what is taken of one day after what is passed of it.
func appendRun(runs []run, account int, d historyDay, passed, taken int64) []run {
	if taken == 0 {
		return runs
	}
	if d.picks == nil {
		// A run goes on from day to day by itself, unless another account comes
		// between.
		if last := len(runs) - 1; last >= 0 && runs[last].account == account {
			runs[last].take += taken
			return runs
		}
		return append(runs, run{account, d.day, passed, taken})
	}
	for _, place := range d.picks[passed : passed+taken] {
		runs = append(runs, run{account, d.day, place, 1})
	}
	return runs
}
