// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// things is a list that is read element by element.
type things struct {
	Things []object
	Next   string
}

func (l *things) ReadJSON(from *json.Decoder) error {
	return wire.Fields(from, func(name string) (err error) {
		switch name {
		case "things":
			l.Things, err = wire.Items[object](from, "data.things", 3)
			return err
		case "next":
			return from.Decode(&l.Next)
		}
		return wire.Skip(from)
	})
}

// TestFields proves what is read element by element, and what is refused in which
// words.
func TestFields(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		items int // -1 for no list
		next  string
		err   string
	}{
		`{"things":[{"name":"a"},{"name":"b"}],"next":"x"}`:              {2, "x", ""},
		`{"next":"x","unknown":[{"things":[1]},[],"{"],"things":[null]}`: {1, "x", ""},
		`{"things":[]}`:                    {0, "", ""},
		`{"things":null,"next":null}`:      {-1, "", ""},
		`{"things":[{},{}],"things":[{}]}`: {1, "", ""},
		`{}`:                               {-1, "", ""},
		`{"things":[{},{},{}]}`:            {3, "", ""},
		`{"things":[{},{},{},{"name":1`:    {0, "", `the field "data.things" has more than 3 items, the most that are read of one answer; check the endpoint, and any proxy on the way`},
		`{"things":[{"name":1}]}`:          {0, "", "json: cannot unmarshal number into Go struct field object.things.name of type string"},
		`{"things":{}}`:                    {0, "", "json: cannot unmarshal object into Go struct field .things of type []wire_test.object"},
		`{"things":"a"}`:                   {0, "", "json: cannot unmarshal string into Go struct field .things of type []wire_test.object"},
		`{"things":7}`:                     {0, "", "json: cannot unmarshal number into Go struct field .things of type []wire_test.object"},
		`{"things":true}`:                  {0, "", "json: cannot unmarshal bool into Go struct field .things of type []wire_test.object"},
		`[]`:                               {0, "", "json: cannot unmarshal array into Go value of type struct {}"},
		`"a"`:                              {0, "", "json: cannot unmarshal string into Go value of type struct {}"},
		`null`:                             {0, "", "null"},
		``:                                 {0, "", "unexpected EOF"},
		`{"things":[{}`:                    {0, "", "unexpected EOF"},
		`{"things":[{},`:                   {0, "", "unexpected EOF"},
		`{"things":`:                       {0, "", "unexpected EOF"},
		`{"things"`:                        {0, "", "unexpected EOF"},
		`{`:                                {0, "", "unexpected EOF"},
		`{"things":[{} {}]}`:               {0, "", "expected comma after array element"},
		`{"things":[{}],}`:                 {0, "", "invalid character '}'"},
		`{"next":tru}`:                     {0, "", "invalid character '}' in literal true (expecting 'e')"},
		`{"unknown":[1,]}`:                 {0, "", "invalid character ']' looking for beginning of value"},
	} {
		var got things
		err := dialecttest.Read([]byte(text), &got)
		switch {
		case want.err != "":
			if err == nil || !strings.HasPrefix(err.Error(), want.err) {
				t.Errorf("%s: got %v, want %s", text, err, want.err)
			}
		case err != nil || len(got.Things) != max(want.items, 0) || (got.Things == nil) != (want.items < 0) || got.Next != want.next:
			t.Errorf("%s: got %+v and %v", text, got, err)
		}
	}
}

// TestEnvelope_streamed proves that what is in an envelope is read by itself where it
// can be, and that null in its place is nothing.
func TestEnvelope_streamed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"Status":"success","DATA":{"things":[{"name":"a"}]},"took":[1]}`: "",
		`{"data":null}`:                `the field "data" is missing`,
		`{"status":"error","data":{}}`: `the field "status" is "error" although the call succeeded`,
		`{"data":{"things":[1]}}`:      "json: cannot unmarshal number into Go struct field .data.things of type wire_test.object",
		`{"data":[]}`:                  "json: cannot unmarshal array into Go struct field .data of type struct {}",
		`{"status":1}`:                 "json: cannot unmarshal number into Go struct field .status of type string",
	} {
		var got wire.Envelope[things]
		err := dialecttest.Read([]byte(text), &got)
		if err == nil {
			err = got.Validate()
		}
		if (err == nil) != (want == "") || (err != nil && err.Error() != want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

// FuzzFields proves that reading element by element takes no text that is no JSON,
// refuses none that the decoder takes at once but for its length, and gets the same
// out of it.
func FuzzFields(f *testing.F) {
	for _, seed := range []string{
		`{"status":"success","data":{"things":[{"name":"a"},null],"next":"x","other":{"things":7}}}`, `{"data":{"things":{}}}`, `{"data":null}`, `{"data":{"things":null}}`,
		`{"data":{"things":[{}],"things":[]}}`, `{"data":{"things":[[]]}}`, `{"data":[]}`, `[]`, `null`, `{"data":{"things":[{},{},{}]}}`, `{"data":{"things":[{}`, `{"a":1}x`, `{"data":{"\u006eext":"y"}}`,
	} {
		f.Add([]byte(seed))
	}
	type plain struct {
		Status string `json:"status"`
		Data   *struct {
			Things []object `json:"things"`
			Next   string   `json:"next"`
		} `json:"data"`
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var got wire.Envelope[things]
		err := dialecttest.Read(text, &got)
		if _, tooMany := errors.AsType[*httpapi.BoundError](err); tooMany {
			return
		}
		if err == nil && (!json.Valid(text) || got.Data != nil && len(got.Data.Things) > 3) {
			t.Fatalf("read %q", text)
		}
		var want plain
		if json.Unmarshal(text, &want) != nil || bytes.Equal(bytes.TrimSpace(text), []byte("null")) {
			return
		}
		if err != nil {
			t.Fatalf("%q: got %v", text, err)
		}
		if want.Data != nil && len(want.Data.Things) > 3 {
			return // They stand under a name in other letters, which the decoder takes.
		}
		written, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got = wire.Envelope[things]{}
		if err := dialecttest.Read(written, &got); err != nil || got.Status != want.Status || (got.Data == nil) != (want.Data == nil) {
			t.Fatalf("%q: got %+v and %v", written, got, err)
		}
		if got.Data != nil && (!reflect.DeepEqual(got.Data.Things, want.Data.Things) || got.Data.Next != want.Data.Next) {
			t.Errorf("%q: got %+v", written, *got.Data)
		}
	})
}
