// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package function_test

import (
	"encoding/base64"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"pgregory.net/rapid"

	_ "github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/seeded"
)

// The example of the specification's own tests.
const (
	exampleSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	exampleID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	exampleTimestamp = 1614265330 // 2021-02-25T15:02:10Z
	exampleBody      = `{"test": 2432232314}`
	exampleSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

// anotherSignature is by a secret that nobody here has.
const anotherSignature = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="

func TestWebhookSignatureValid(t *testing.T) {
	t.Parallel()
	type arguments struct {
		secret    string
		id        string
		timestamp int64
		body      string
		signature string
		at        any
		tolerance any
	}
	for name, test := range map[string]struct {
		change func(*arguments)
		want   bool
	}{
		"the example":                {func(*arguments) {}, true},
		"the second of two":          {func(a *arguments) { a.signature = anotherSignature + " " + exampleSignature }, true},
		"the first of two":           {func(a *arguments) { a.signature = exampleSignature + " " + anotherSignature }, true},
		"beside another version":     {func(a *arguments) { a.signature = "v1a,MEUCIQ== v2,x " + exampleSignature }, true},
		"with more spaces":           {func(a *arguments) { a.signature = "  " + exampleSignature + "  " }, true},
		"another signature":          {func(a *arguments) { a.signature = anotherSignature }, false},
		"no signature":               {func(a *arguments) { a.signature = "" }, false},
		"an empty signature":         {func(a *arguments) { a.signature = "v1," }, false},
		"a signature of no version":  {func(a *arguments) { a.signature = strings.TrimPrefix(exampleSignature, "v1,") }, false},
		"a signature of version 2":   {func(a *arguments) { a.signature = "v2" + strings.TrimPrefix(exampleSignature, "v1") }, false},
		"a signature cut short":      {func(a *arguments) { a.signature = exampleSignature[:20] }, false},
		"a signature and more":       {func(a *arguments) { a.signature = exampleSignature + "=" }, false},
		"signatures by a comma":      {func(a *arguments) { a.signature = anotherSignature + "," + exampleSignature }, false},
		"another secret":             {func(a *arguments) { a.secret = "whsec_" + strings.Repeat("A", 32) }, false},
		"another id":                 {func(a *arguments) { a.id = "msg_2" }, false},
		"another timestamp":          {func(a *arguments) { a.timestamp++ }, false},
		"another body":               {func(a *arguments) { a.body = `{"test":2432232314}` }, false},
		"a body with a line's end":   {func(a *arguments) { a.body += "\n" }, false},
		"what moved from id to body": {func(a *arguments) { a.id, a.body = a.id+"."+strconv.Itoa(exampleTimestamp), "" }, false},

		"at once":                     {func(a *arguments) { a.at = "2021-02-25T15:02:10Z" }, true},
		"in another zone":             {func(a *arguments) { a.at = "2021-02-25T16:02:10+01:00" }, true},
		"five minutes later":          {func(a *arguments) { a.at = "2021-02-25T15:07:10Z" }, true},
		"a second too late":           {func(a *arguments) { a.at = "2021-02-25T15:07:11Z" }, false},
		"a nanosecond too late":       {func(a *arguments) { a.at = "2021-02-25T15:07:10.000000001Z" }, false},
		"five minutes earlier":        {func(a *arguments) { a.at = "2021-02-25T14:57:10Z" }, true},
		"a second too early":          {func(a *arguments) { a.at = "2021-02-25T14:57:09Z" }, false},
		"the tolerance's last second": {func(a *arguments) { a.at, a.tolerance = "2021-02-25T15:02:40Z", "30s" }, true},
		"after the tolerance":         {func(a *arguments) { a.at, a.tolerance = "2021-02-25T15:02:41Z", "30s" }, false},
		"no tolerance at once":        {func(a *arguments) { a.at, a.tolerance = "2021-02-25T15:02:10Z", "0s" }, true},
		"no tolerance":                {func(a *arguments) { a.at, a.tolerance = "2021-02-25T15:02:11Z", "0s" }, false},
		"a year's tolerance":          {func(a *arguments) { a.at, a.tolerance = "2022-02-25T15:02:10Z", "52w1d" }, true},
		"in time, wrongly signed":     {func(a *arguments) { a.at, a.signature = "2021-02-25T15:02:10Z", anotherSignature }, false},
		"a tolerance without a time":  {func(a *arguments) { a.tolerance = "1s" }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := arguments{exampleSecret, exampleID, exampleTimestamp, exampleBody, exampleSignature, nil, nil}
			test.change(&a)
			if got := valid(t, a.secret, a.id, a.timestamp, a.body, a.signature, a.at, a.tolerance); got != test.want {
				t.Errorf("got %t", got)
			}
		})
	}
}

// valid calls the function, which has to answer.
func valid(t *testing.T, arguments ...any) bool {
	t.Helper()
	result, wrong := call(t, "webhook_signature_valid", arguments...)
	if wrong != nil {
		t.Fatal(wrong.Text)
	}
	var is bool
	if err := result.As(&is); err != nil {
		t.Fatal(err)
	}
	return is
}

// What the receiver itself gives wrong is an error at its argument, which does not
// repeat it: somebody may have mistaken the order.
func TestWebhookSignatureValid_wrong(t *testing.T) {
	t.Parallel()
	long := "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 65))
	for name, test := range map[string]struct {
		secret        string
		at, tolerance any
		argument      int64
		says          string
	}{
		"no secret":               {"", nil, nil, 0, "it does not begin with whsec_"},
		"no prefix":               {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", nil, nil, 0, "it does not begin with whsec_"},
		"only the prefix":         {"whsec_", nil, nil, 0, "0 bytes"},
		"too short":               {"whsec_c2hvcnQ=", nil, nil, 0, "5 bytes"},
		"too long":                {long, nil, nil, 0, "65 bytes"},
		"no base64":               {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!!", nil, nil, 0, "not base64"},
		"cut short":               {exampleSecret[:37], nil, nil, 0, "an end may be missing"},
		"a line break":            {exampleSecret + "\n", nil, nil, 0, "a line break"},
		"a space":                 {exampleSecret + " ", nil, nil, 0, "not base64"},
		"a time without a zone":   {exampleSecret, "2021-02-25T15:02:10", nil, 5, "Expected RFC 3339 with a zone"},
		"a day":                   {exampleSecret, "2021-02-25", nil, 5, "Expected RFC 3339"},
		"an empty time":           {exampleSecret, "", nil, 5, "Expected RFC 3339"},
		"Unix seconds":            {exampleSecret, "1614265330", nil, 5, "Expected RFC 3339"},
		"a secret for a time":     {exampleSecret, strings.TrimPrefix(exampleSecret, "whsec_"), nil, 5, "Expected RFC 3339"},
		"a tolerance of no unit":  {exampleSecret, nil, "300", 6, "a number with a unit"},
		"a tolerance too long":    {exampleSecret, nil, "9999999999d", 6, "at most 36500d"},
		"a negative tolerance":    {exampleSecret, nil, "-1s", 6, "zero or more"},
		"an empty tolerance":      {exampleSecret, nil, "", 6, "a number with a unit"},
		"a secret as a tolerance": {exampleSecret, nil, strings.TrimPrefix(exampleSecret, "whsec_"), 6, "a number with a unit"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, wrong := call(t, "webhook_signature_valid", test.secret, exampleID, exampleTimestamp, exampleBody, exampleSignature, test.at, test.tolerance)
			refused(t, wrong, test.argument, test.says)
			if wrong != nil && strings.Contains(wrong.Text, exampleSecret[6:20]) {
				t.Errorf("the error holds the secret: %s", wrong.Text)
			}
		})
	}
}

// A timestamp that is a fraction is told by its digits.
func TestWebhookSignatureValid_fraction(t *testing.T) {
	t.Parallel()
	_, wrong := call(t, "webhook_signature_valid", exampleSecret, exampleID, 1614265330.5, exampleBody, exampleSignature, nil, nil)
	refused(t, wrong, 2, "Got 1614265330.5, which is not a whole number")
}

// A timestamp is the sender's: of one that no clock shows the answer is false.
func TestWebhookSignatureValid_timestamps(t *testing.T) {
	t.Parallel()
	signer, err := standardwebhooks.NewWebhook(exampleSecret)
	if err != nil {
		t.Fatal(err)
	}
	for _, timestamp := range []int64{-1, -62135596800, 253402300800, math.MaxInt64, math.MinInt64} {
		signature, err := signer.Sign(exampleID, time.Unix(timestamp, 0), []byte(exampleBody))
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []string{"1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2021-02-25T15:02:10Z"} {
			if valid(t, exampleSecret, exampleID, timestamp, exampleBody, signature, at, "876000h") {
				t.Errorf("%d is taken at %s", timestamp, at)
			}
		}
	}
}

// What the specification's own library signs is valid, and nothing near it.
func TestWebhookSignatureValid_library(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), 24, 64).Draw(r, "key")
		secret := "whsec_" + base64.StdEncoding.EncodeToString(key)
		id := rapid.StringMatching(`msg_[0-9A-Za-z]{0,26}`).Draw(r, "id")
		body := rapid.String().Draw(r, "body")
		timestamp := rapid.Int64Range(0, 253402300799).Draw(r, "timestamp")
		signer, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			r.Fatal(err)
		}
		signature, err := signer.Sign(id, time.Unix(timestamp, 0), []byte(body))
		if err != nil {
			r.Fatal(err)
		}
		if !valid(t, secret, id, timestamp, body, signature, nil, nil) {
			r.Fatal("what the library signed is not valid")
		}
		at := rapid.IntRange(3, len(signature)-1).Draw(r, "at")
		wrong := []byte(signature)
		wrong[at] ^= 1 << rapid.IntRange(0, 6).Draw(r, "bit")
		if valid(t, secret, id, timestamp, body, string(wrong), nil, nil) {
			r.Fatalf("%s passes for %s", wrong, signature)
		}
	})
}

// Each secret of an overlap finds its signature in what the platform delivers.
func TestWebhookSignatureValid_sandbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	url, deliveries := receiver(t)
	hook := w.post("/webhooks", `{"url":"`+url+`","events":["consent.expired"]}`)
	path, _ := hook["id"].(string)
	path = "/webhooks/" + path
	old, _ := hook["signingSecret"].(string)
	rotated := w.post(path+"/rotate-secret", `{"overlapSeconds":3600}`)
	current, _ := rotated["signingSecret"].(string)

	w.post(path+"/test", `{}`)
	got := <-deliveries
	timestamp, err := strconv.ParseInt(got.header.Get("webhook-timestamp"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	now := w.sandbox.Now().UTC().Format(time.RFC3339)
	for secret, want := range map[string]bool{old: true, current: true, exampleSecret: false} {
		if valid(t, secret, got.header.Get("webhook-id"), timestamp, got.body, got.header.Get("webhook-signature"), now, nil) != want {
			t.Errorf("the delivery is valid: %t", !want)
		}
	}
	if valid(t, current, got.header.Get("webhook-id"), timestamp, got.body+" ", got.header.Get("webhook-signature"), now, nil) {
		t.Error("another body is valid")
	}
}
