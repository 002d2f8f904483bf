// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package hostile

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// List is a list that is longer than any that a platform has. Its items have the
// fields of all objects that a platform lists, so that any list may be made of them.
type List struct {
	Name string
	// Pages is after how many pages a reader of 2,000 items has to stop, and Says what
	// is in its error then.
	Pages int
	Says  string
	// ByCursor says that it is about the cursors, which numbered pages do not have.
	ByCursor bool

	items  int                      // on a page
	width  int                      // bytes of the text in each item
	cursor func(page int) string    // of the next page; "" for none
	id     func(page, i int) string // of an item
}

// Lists are all of them. They never end, but for one.
func Lists() []List {
	const tooMany, circle = "has listed more than is read", "repeats earlier pages"
	next := func(page int) string { return fmt.Sprint(page) }
	fresh := func(page, i int) string { return fmt.Sprintf("x-%d-%d", page, i) }
	return []List{
		{"full pages", 21, tooMany, false, 100, 0, next, fresh},
		{"full pages of large items", 3, tooMany, false, 100, 8 << 10, next, fresh},
		{"one item on a page", 201, tooMany, false, 1, 0, next, fresh},
		{"empty pages", 100, "the last 100 were empty", false, 0, 0, next, fresh},
		{"pages that repeat", 11, circle, false, 100, 0, next, func(_, i int) string { return fmt.Sprint(i) }},
		{"one item that repeats", 11, circle, false, 100, 0, next, func(int, int) string { return "x" }},
		{"pages of three thousand items", 1, "more than", false, 3000, 0, next, fresh},
		{"cursors of a megabyte", 1, "a cursor of more than 4096 bytes", true, 100, 0, func(page int) string { return strings.Repeat("0", 1<<20) + fmt.Sprint(page) }, fresh},
		{"five thousand items and an end", 21, tooMany, false, 100, 700, func(page int) string {
			if page == 50 {
				return ""
			}
			return fmt.Sprint(page)
		}, fresh},
	}
}

// Tok writes a page as Tok's lists have them.
func (l List) Tok(w http.ResponseWriter, page int) {
	write(w, map[string]any{"data": l.page(page, "id"), "nextCursor": l.cursor(page + 1)})
}

// Okra writes a page as Okra's lists have them, under the name of the list.
func (l List) Okra(w http.ResponseWriter, page int, name string) {
	write(w, map[string]any{"status": "success", "message": "x", "data": map[string]any{
		"pagination": map[string]any{"page": page, "hasNextPage": l.cursor(page+1) != "", "nextPage": page + 1, "totalDocs": 1, "totalPages": 1},
		name:         l.page(page, "_id"),
	}})
}

// page is the items of a page, with their ids in the field.
func (l List) page(page int, id string) []any {
	text := strings.Repeat("x", l.width)
	items := make([]any, l.items)
	for i := range items {
		item := map[string]any{
			id: l.id(page, i), "name": "x" + text, "status": "active", "type": "secret", "currency": "EUR", "direction": "inbound",
			"trans_date": "2026-03-01", "bookingDate": "2026-03-01", "url": "https://example.com/" + text, "country": "HR", "bankId": "x",
		}
		if id == "id" {
			item["amount"] = "1.0000"
		} else {
			item["credit"], item["bank"], item["account"] = 1, map[string]any{"_id": "bank1"}, map[string]any{"_id": "acc1"}
		}
		items[i] = item
	}
	return items
}

// write writes an answer that a platform's own list would be.
func write(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // It is texts and numbers.
	}
	_, _ = w.Write(text) // A client that has gone away has seen enough.
}
