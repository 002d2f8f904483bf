// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi_test

import (
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
)

// endless is an answer whose body is a beginning and then the same text, without an
// end, and what was read of it.
type endless struct {
	status    int
	kind      string
	beginning string
	repeated  string

	read int
}

func (e *endless) RoundTrip(r *http.Request) (*http.Response, error) {
	header := http.Header{"Content-Type": {e.kind}, "Location": {"https://elsewhere.example/"}}
	return &http.Response{StatusCode: e.status, Header: header, Request: r, ContentLength: -1, Body: io.NopCloser(e)}, nil
}

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		at := e.read + i
		if at < len(e.beginning) {
			p[i] = e.beginning[at]
			continue
		}
		p[i] = e.repeated[(at-len(e.beginning))%len(e.repeated)]
	}
	e.read += len(p)
	return len(p), nil
}

// list is read element by element, and knows no bound of its own.
type list struct {
	Data []struct{ ID string } `json:"data"`
}

// TestBounds proves that of an answer without an end no more is read than its bound,
// nor much more memory taken, and that the error says which one it was. It measures
// the memory of the process, so it is not parallel.
func TestBounds(t *testing.T) {
	const (
		check   = "; check the endpoint, and any proxy on the way"
		nodes   = "200 application/json: the JSON has more than 100000 names and values, the most that are read" + check
		nesting = "200 application/json: the JSON is nested more than 64 levels deep" + check
		size    = "200 application/json: the body is larger than 2097152 bytes, the most that are read" + check
		object  = " application/json: the body is larger than 262144 bytes, the most that are read" + check
		refusal = " application/json: the body is larger than 65536 bytes, the most that are read" + check
		html    = " text/html: a web page came instead of JSON" + check
	)
	for name, test := range map[string]struct {
		endless

		most int // bytes that are read
		want string
	}{
		"objects":                       {endless{200, "application/json", "[", "{},", 0}, 600 << 10, nodes},
		"objects in a list":             {endless{200, "application/json", `{"data":[`, "{},", 0}, 600 << 10, nodes},
		"objects in an unknown field":   {endless{200, "application/json", `{"a":[`, "{},", 0}, 600 << 10, nodes},
		"numbers":                       {endless{200, "application/json", `[`, "1,", 0}, 600 << 10, nodes},
		"words":                         {endless{200, "application/json", `[`, "null ", 0}, 600 << 10, nodes},
		"texts":                         {endless{200, "application/json", `[`, `"",`, 0}, 600 << 10, nodes},
		"fields":                        {endless{200, "application/json", `{`, `"a":0,`, 0}, 600 << 10, nodes},
		"arrays in arrays":              {endless{200, "application/json", "", "[", 0}, 1 << 10, nesting},
		"objects in objects":            {endless{200, "application/json", "", `{"a":`, 0}, 1 << 10, nesting},
		"a text":                        {endless{200, "application/json", `{"id":"`, `\"`, 0}, 2<<20 + 1, size},
		"an object with a text":         {endless{200, "application/json", `{"id":"`, "x", 0}, 256<<10 + 1, "200" + object},
		"a name":                        {endless{200, "application/json", `{"`, "a[", 0}, 2<<20 + 1, size},
		"a number":                      {endless{200, "application/json", `{"size":`, "1", 0}, 2<<20 + 1, size},
		"spaces":                        {endless{200, "application/json", `{"id":"x"}`, " ", 0}, 2<<20 + 1, size},
		"an error":                      {endless{409, "application/json", `{"error":{"code":"A","message":"`, "x", 0}, 64<<10 + 1, "409" + refusal},
		"an undocumented success":       {endless{202, "application/json", `{"id":"`, "x", 0}, 64<<10 + 1, "202" + refusal},
		"a web page":                    {endless{200, "text/html", "", "<p>", 0}, 64<<10 + 1, "200" + html},
		"a web page that was not found": {endless{404, "text/html", "", "<p>", 0}, 64<<10 + 1, "404" + html},
		"a redirect": {
			endless{302, "text/html", "", "<p>", 0},
			64<<10 + 1,
			"302 text/html: a redirect to elsewhere.example, which is not followed because the credential and the body would go there; check the endpoint",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := config("http://127.0.0.1:1")
			c.Transport, c.MaxRetries = &test.endless, 0
			client := newClient(t, c)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			call := read
			call.List = !strings.HasPrefix(name, "an object")
			_, err := client.Do(t.Context(), call, new(list))
			runtime.ReadMemStats(&after)
			if want := "GET /things/1 got an unexpected answer, " + test.want; err == nil || err.Error() != want {
				t.Errorf("the error reads\n%v, want\n%s", err, want)
			}
			if test.read > test.most {
				t.Errorf("%d bytes were read, want no more than %d", test.read, test.most)
			}
			if taken := after.TotalAlloc - before.TotalAlloc; taken > 12<<20 {
				t.Errorf("%d bytes of memory were taken in all", taken)
			}
		})
	}
}

// TestPagesAreWithinBounds proves that what a platform may well send is read: a page
// of a hundred objects of twenty kilobytes, and one of five hundred values each.
func TestPagesAreWithinBounds(t *testing.T) {
	t.Parallel()
	for name, object := range map[string]string{
		"large objects": `{"id":"x","text":"` + strings.Repeat("é", 10<<10) + `"}`,
		"many values":   `{"id":"x","values":[` + strings.Repeat(`{"a":0},`, 200) + `0]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := `{"data":[` + strings.Repeat(object+",", 99) + object + `]}`
			var got list
			call := read
			call.List = true
			response, err := newClient(t, config(newServer(t, answer(200, body)).URL)).Do(t.Context(), call, &got)
			if err != nil || len(got.Data) != 100 || response.Size != len(body) || response.Body != nil {
				t.Errorf("got %d objects of %d bytes and %v", len(got.Data), response.Size, err)
			}
		})
	}
}

// TestLongForeignText proves that a text of which nobody could read anything is not
// repeated at all: cut where it might be, it could end in the middle of a credential.
func TestLongForeignText(t *testing.T) {
	t.Parallel()
	body := `{"error":{"code":"A","message":"` + strings.Repeat("x", 1<<17) + `"}}`
	_, err := newClient(t, config(newServer(t, answer(200, body)).URL)).Do(t.Context(), read, new(object))
	if err == nil || err.Error() != "GET /things/1 was refused with 200 A: [131072 bytes of text]" {
		t.Errorf("the error has %d characters: %.200s", len(err.Error()), err)
	}
}

// TestLongHeaders proves that an answer with more headers than are read is an error
// that says so, and is not asked for again.
func TestLongHeaders(t *testing.T) {
	t.Parallel()
	server := newServer(t, answer(200, `{"id":"a"}`, "X-Long", strings.Repeat("x", 64<<10)))
	_, err := newClient(t, config(server.URL)).Do(t.Context(), read, new(object))
	const want = ": the headers of its answer are larger than 65536 bytes, the most that are read; check the endpoint, and any proxy on the way"
	if err == nil || !strings.HasSuffix(err.Error(), want) || len(server.seen()) != 1 {
		t.Errorf("after %d requests got %v", len(server.seen()), err)
	}
}
