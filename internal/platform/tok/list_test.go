// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// lists are the dialect's lists, each reduced to the ids.
func lists() map[string]struct {
	path string
	ids  func(context.Context, *platform.Platform) iter.Seq2[string, error]
} {
	type listing = struct {
		path string
		ids  func(context.Context, *platform.Platform) iter.Seq2[string, error]
	}
	return map[string]listing{
		"accounts": {"/v1/accounts", func(ctx context.Context, p *platform.Platform) iter.Seq2[string, error] {
			return dialecttest.Map(p.Accounts.List(ctx, platform.AccountFilter{}), func(a platform.Account) string { return a.ID })
		}},
		"transactions": {"/v1/accounts/acc_1/transactions", func(ctx context.Context, p *platform.Platform) iter.Seq2[string, error] {
			return dialecttest.Map(p.Accounts.Transactions(ctx, "acc_1", platform.TransactionFilter{}), func(t platform.Transaction) string { return t.ID })
		}},
		"banks": {"/v1/banks", func(ctx context.Context, p *platform.Platform) iter.Seq2[string, error] {
			return dialecttest.Map(p.Banks.List(ctx), func(b platform.Bank) string { return b.ID })
		}},
		"consents": {"/v1/consents", func(ctx context.Context, p *platform.Platform) iter.Seq2[string, error] {
			return dialecttest.Map(p.Consents.List(ctx, ""), func(c platform.Consent) string { return c.ID })
		}},
		"keys": {"/v1/api-keys", func(ctx context.Context, p *platform.Platform) iter.Seq2[string, error] {
			return dialecttest.Map(p.APIKeys.List(ctx, ""), func(k platform.APIKey) string { return k.ID })
		}},
		"webhooks": {"/v1/webhooks", func(ctx context.Context, p *platform.Platform) iter.Seq2[string, error] {
			return dialecttest.Map(p.Webhooks.List(ctx), func(w platform.Webhook) string { return w.ID })
		}},
	}
}

// item is an object that every kind of list accepts.
func item(id string) string {
	return fmt.Sprintf(`{"id":%q,"status":"active","amount":"1.0000","currency":"EUR","direction":"inbound","unknown":{"field":[1]}}`, id)
}

// TestPaging proves that each list asks for the largest pages, passes the
// cursor on as it is, and keeps the server's order.
func TestPaging(t *testing.T) {
	t.Parallel()
	for name, list := range lists() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t,
				dialecttest.Answer(200, `{"data":[`+item("a")+`,`+item("c")+`],"nextCursor":"x/y+z="}`),
				dialecttest.Answer(200, `{"data":[],"nextCursor":"empty-page"}`),
				dialecttest.Answer(200, `{"data":[`+item("b")+`]}`),
			)
			ids, err := dialecttest.Collect(list.ids(t.Context(), server.open()))
			if err != nil {
				t.Fatal(err)
			}
			if want := []string{"a", "c", "b"}; !slices.Equal(ids, want) {
				t.Errorf("got %v, want %v", ids, want)
			}
			want := []string{
				list.path + "?limit=100",
				list.path + "?cursor=x%2Fy%2Bz%3D&limit=100",
				list.path + "?cursor=empty-page&limit=100",
			}
			for i, sent := range server.Seen() {
				if sent.Method != http.MethodGet || sent.URI != want[i] {
					t.Errorf("page %d: called %s %s, want GET %s", i+1, sent.Method, sent.URI, want[i])
				}
			}
		})
	}
}

// TestEmptyLists proves that an empty list is one. What null in its place is,
// TestMalformedLists shows.
func TestEmptyLists(t *testing.T) {
	t.Parallel()
	for name, list := range lists() {
		for _, body := range []string{`{"data":[],"nextCursor":null}`, `{"data":[],"nextCursor":""}`} {
			t.Run(name+"/"+body, func(t *testing.T) {
				t.Parallel()
				ids, err := dialecttest.Collect(list.ids(t.Context(), serve(t, dialecttest.Answer(200, body)).open()))
				if err != nil || len(ids) != 0 {
					t.Errorf("got %v and %v, want nothing", ids, err)
				}
			})
		}
	}
}

// TestMovedRows proves that a row which a new one has pushed to the next page is
// not yielded twice: a sum over transactions must not count it twice.
func TestMovedRows(t *testing.T) {
	t.Parallel()
	page := func(next string, ids ...string) http.HandlerFunc {
		var items []string
		for _, id := range ids {
			items = append(items, item(id))
		}
		return dialecttest.Answer(200, fmt.Sprintf(`{"data":[%s],"nextCursor":%q}`, strings.Join(items, ","), next))
	}
	for name, list := range lists() {
		for what, pages := range map[string][]http.HandlerFunc{
			"one row":              {page("2", "a", "b"), page("", "b", "c")},
			"a page of them":       {page("2", "a", "b"), page("3", "a", "b"), page("", "c")},
			"the only one at last": {page("2", "a", "b", "c"), page("", "c")},
			"twice on one page":    {page("2", "a", "b", "a"), page("", "c")},
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				ids, err := dialecttest.Collect(list.ids(t.Context(), serve(t, pages...).open()))
				if err != nil || !slices.Equal(ids, []string{"a", "b", "c"}) {
					t.Errorf("got %v and %v, want a, b and c", ids, err)
				}
			})
		}
		t.Run(name+"/for ever", func(t *testing.T) {
			t.Parallel()
			server := serve(t)
			var cursors atomic.Int64
			server.Rest = func(w http.ResponseWriter, r *http.Request) {
				page(fmt.Sprint("cursor-", cursors.Add(1)), "a")(w, r)
			}
			_, err := dialecttest.Collect(list.ids(t.Context(), server.open()))
			mentions(t, err, "data", "repeats earlier pages")
		})
	}
}

// TestListsAreLazy proves that a page is not fetched before it is needed.
func TestListsAreLazy(t *testing.T) {
	t.Parallel()
	for name, list := range lists() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, dialecttest.Answer(200, `{"data":[`+item("a")+`,`+item("b")+`],"nextCursor":"more"}`))
			most := 1
			if name == "transactions" { // The next page is on its way while one is worked on.
				server.Rest, most = dialecttest.Answer(200, `{"data":[`+item("c")+`],"nextCursor":"even more"}`), 2
			}
			all := list.ids(t.Context(), server.open())
			if len(server.Seen()) != 0 {
				t.Error("a list was read before anybody asked for an item")
			}
			var got []string
			for id, err := range all {
				if err != nil {
					t.Fatal(err)
				}
				if got = append(got, id); len(got) == 2 {
					break
				}
			}
			if n := len(server.Seen()); n < 1 || n > most {
				t.Errorf("%d pages were read for the items of one", n)
			}
		})
	}
}

// TestListErrors proves that a list which breaks off says so, after the items
// that were read.
func TestListErrors(t *testing.T) {
	t.Parallel()
	firstPage := dialecttest.Answer(200, `{"data":[`+item("a")+`],"nextCursor":"p2"}`)
	for name, list := range lists() {
		t.Run(name+"/repeated cursor", func(t *testing.T) {
			t.Parallel()
			server := serve(t, firstPage, dialecttest.Answer(200, `{"data":[`+item("b")+`],"nextCursor":"p2"}`))
			ids, err := dialecttest.Collect(list.ids(t.Context(), server.open()))
			if !errors.Is(err, httpapi.ErrCursorRepeated) {
				t.Errorf("got %v, want ErrCursorRepeated", err)
			}
			if !slices.Equal(ids, []string{"a", "b"}) {
				t.Errorf("got %v before the error", ids)
			}
		})
		t.Run(name+"/refused page", func(t *testing.T) {
			t.Parallel()
			ids, err := dialecttest.Collect(list.ids(t.Context(), serve(t, firstPage, refusal(401, "INVALID_API_KEY")).open()))
			dialecttest.CheckKind(t, err, platform.KindUnauthenticated)
			if !slices.Equal(ids, []string{"a"}) {
				t.Errorf("got %v before the error", ids)
			}
		})
		t.Run(name+"/refused cursor", func(t *testing.T) {
			t.Parallel()
			ids, err := dialecttest.Collect(list.ids(t.Context(), serve(t, firstPage, refusal(400, "INVALID_REQUEST")).open()))
			dialecttest.CheckKind(t, err, platform.KindListChanged)
			if !slices.Equal(ids, []string{"a"}) {
				t.Errorf("got %v before the error", ids)
			}
			// Of the first page, what is refused is the user's.
			_, err = dialecttest.Collect(list.ids(t.Context(), serve(t, refusal(400, "INVALID_REQUEST")).open()))
			dialecttest.CheckKind(t, err, platform.KindInvalid)
		})
		t.Run(name+"/malformed item", func(t *testing.T) {
			t.Parallel()
			ids, err := dialecttest.Collect(list.ids(t.Context(), serve(t, dialecttest.Answer(200, `{"data":[`+item("a")+`,{"status":"active","amount":"1","currency":"EUR","direction":"inbound"}]}`)).open()))
			mentions(t, err, `"data[1].id" is missing`)
			if len(ids) != 0 {
				t.Errorf("got %v of a page that cannot be read", ids)
			}
		})
	}
}

// TestListFilters proves that filters go over the wire on every page.
func TestListFilters(t *testing.T) {
	t.Parallel()
	type listing func(context.Context, *platform.Platform) error
	tests := map[string]struct {
		list listing
		want string
	}{
		"keys": {func(ctx context.Context, p *platform.Platform) error {
			return dialecttest.Drain(p.APIKeys.List(ctx, platform.KeyExpired))
		}, "/v1/api-keys?%slimit=100&status=expired"},
		"consents": {func(ctx context.Context, p *platform.Platform) error {
			return dialecttest.Drain(p.Consents.List(ctx, platform.ConsentPending))
		}, "/v1/consents?%slimit=100&status=pending"},
		"transactions of a period": {func(ctx context.Context, p *platform.Platform) error {
			return dialecttest.Drain(p.Accounts.Transactions(ctx, "acc_1", platform.TransactionFilter{From: "2026-01-01", To: "2026-03-01"}))
		}, "/v1/accounts/acc_1/transactions?%sdateFrom=2026-01-01&dateTo=2026-03-01&limit=100"},
		"transactions since": {func(ctx context.Context, p *platform.Platform) error {
			return dialecttest.Drain(p.Accounts.Transactions(ctx, "acc_1", platform.TransactionFilter{From: "2026-01-01"}))
		}, "/v1/accounts/acc_1/transactions?%sdateFrom=2026-01-01&limit=100"},
		"transactions until": {func(ctx context.Context, p *platform.Platform) error {
			return dialecttest.Drain(p.Accounts.Transactions(ctx, "acc_1", platform.TransactionFilter{To: "2026-03-01"}))
		}, "/v1/accounts/acc_1/transactions?%sdateTo=2026-03-01&limit=100"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, dialecttest.Answer(200, `{"data":[],"nextCursor":"p2"}`), dialecttest.Answer(200, `{"data":[]}`))
			if err := test.list(t.Context(), server.open()); err != nil {
				t.Fatal(err)
			}
			for i, cursor := range []string{"", "cursor=p2&"} {
				if got, want := server.Seen()[i].URI, fmt.Sprintf(test.want, cursor); got != want {
					t.Errorf("page %d: called %s, want %s", i+1, got, want)
				}
			}
		})
	}
}
