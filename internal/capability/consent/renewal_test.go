// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestReadDecidesDue proves that Read, and the platform's clock alone, decides
// when a consent is due: to the second, active consents only, and not while a
// renewal is under way.
func TestReadDecidesDue(t *testing.T) {
	t.Parallel()
	due := epoch.Add(life - 14*24*time.Hour)
	tests := map[string]struct {
		now    time.Time
		status platform.ConsentStatus
		more   inprocess.Values
		want   bool
	}{
		"a second early":     {due.Add(-time.Second), platform.ConsentActive, inprocess.Values{"renew_before_expiry": "14d"}, false},
		"on time":            {due, platform.ConsentActive, inprocess.Values{"renew_before_expiry": "14d"}, true},
		"late":               {due.Add(13 * 24 * time.Hour), platform.ConsentActive, inprocess.Values{"renew_before_expiry": "2w"}, true},
		"never":              {due.Add(13 * 24 * time.Hour), platform.ConsentActive, nil, false},
		"pending":            {due, platform.ConsentPending, inprocess.Values{"renew_before_expiry": "14d"}, false},
		"expired":            {due.Add(life), platform.ConsentExpired, inprocess.Values{"renew_before_expiry": "14d"}, false},
		"revoked":            {due, platform.ConsentRevoked, inprocess.Values{"renew_before_expiry": "14d"}, false},
		"a renewal underway": {due, platform.ConsentActive, inprocess.Values{"renew_before_expiry": "14d", "renewal_id": "cns_2"}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, l := onLedger(t, test.status)
			l.put("cns_2", platform.ConsentPending)
			l.now = test.now
			f.clock.Advance(10 * life) // This machine's clock is wrong.
			has(t, f.read(t, state(test.status, test.more)), inprocess.Values{"ready_for_renewal": test.want, "id": "cns_1"})
		})
	}
}

// TestDueWithoutExpiry proves that a consent whose end is not known is never
// due.
func TestDueWithoutExpiry(t *testing.T) {
	t.Parallel()
	f, l := onLedger(t, platform.ConsentActive)
	c := l.known["cns_1"]
	c.ExpiresAt = time.Time{}
	l.known["cns_1"] = c
	l.now = epoch.Add(10 * life)
	has(t, f.read(t, state(platform.ConsentActive, renews("14d"))), inprocess.Values{"ready_for_renewal": false, "expires_at": nil})
}

// TestRenewal follows a renewal from the plan that starts it to the end of the
// resource: the plan is empty while a person has yet to click, the approved
// renewal takes over the id, and nothing is left behind.
func TestRenewal(t *testing.T) {
	t.Parallel()
	f, l, object := dueObject(t, renews("14d"))
	plan := f.Plan(object, renews("14d"))
	plan.Diagnostics.OneWarning(t, "ready_for_renewal: ", "cns_1", "erste-hr", "person has to approve", "renewal_redirect_url")
	if want := []string{"ready_for_renewal", "renewal_id", "renewal_redirect_url"}; !slices.Equal(plan.Changes(), want) || len(plan.Replaces) != 0 {
		t.Errorf("changes %v, replaces because of %v, want changes of %v", plan.Changes(), plan.Replaces, want)
	}
	object, diags := f.Apply(plan)
	diags.None(t)
	started := inprocess.Values{
		"id": "cns_1", "status": "active", "redirect_url": nil,
		"ready_for_renewal": false, "renewal_id": "cns_2", "renewal_redirect_url": "https://bank.example/sca/cns_2",
	}
	has(t, object, started)
	f.empty(t, object, renews("14d"))
	object = f.read(t, object)
	has(t, object, started)
	f.empty(t, object, renews("14d"))

	l.now = l.now.Add(time.Minute)
	l.put("cns_2", platform.ConsentActive)
	object = f.read(t, object)
	has(t, object, inprocess.Values{
		"id": "cns_2", "status": "active", "authorized_at": l.now.Format(time.RFC3339), "expires_at": l.now.Add(life).Format(time.RFC3339),
		"ready_for_renewal": false, "renewal_id": nil, "renewal_redirect_url": nil,
	})
	if object.Identity["id"] != "cns_2" {
		t.Errorf("the identity is %v", object.Identity)
	}
	f.empty(t, object, renews("14d"))
	l.check(t, []string{"cns_1", "cns_2"}, nil)

	// The next change of the resource clears up; here it is the next renewal.
	l.now = l.now.Add(life - 14*24*time.Hour)
	object = f.read(t, object)
	object, diags = f.Apply(f.Plan(object, renews("14d")))
	diags.None(t)
	has(t, object, inprocess.Values{"id": "cns_2", "renewal_id": "cns_3"})
	l.check(t, []string{"cns_2", "cns_3"}, []string{"cns_1"})

	l.put("cns_3", platform.ConsentActive)
	object = f.read(t, f.read(t, object))
	_, diags = f.Apply(f.Plan(object, nil))
	diags.None(t)
	l.check(t, []string{}, []string{"cns_1", "cns_2", "cns_3"})
}

// TestRenewalApprovedAtOnce proves that a renewal which needs no person takes
// the consent's place at the next refresh.
func TestRenewalApprovedAtOnce(t *testing.T) {
	t.Parallel()
	f, l, object := dueObject(t, renews("14d"))
	l.next = platform.ConsentActive
	object, diags := f.Apply(f.Plan(object, renews("14d")))
	diags.None(t)
	has(t, object, inprocess.Values{"id": "cns_1", "renewal_id": "cns_2", "renewal_redirect_url": nil, "ready_for_renewal": false})
	object = f.read(t, object)
	has(t, object, inprocess.Values{"id": "cns_2", "renewal_id": nil, "ready_for_renewal": false})
	f.empty(t, object, renews("14d"))
}

// TestSuccession proves what a refresh makes of each pair of a consent and its
// renewal: which of them is the resource's, what people are told, and that a
// later destroy leaves none of them.
func TestSuccession(t *testing.T) {
	t.Parallel()
	const gone = platform.ConsentStatus("gone")
	type want struct {
		id, status, renewal string
		ready               bool
		warning             []string
	}
	dropped := func(why string) want {
		return want{"cns_1", "active", "", true, []string{"renewal_id: ", "Renewal cns_2 came to nothing", why}}
	}
	over := want{"cns_2", "pending", "", false, []string{"id: ", "cns_1 ended before", "https://bank.example/sca/cns_2", "redirect_url"}}
	promoted := want{"cns_2", "active", "", false, nil}
	dead := func(status string) want {
		return want{"cns_1", status, "", false, []string{"Renewal cns_2 came to nothing"}}
	}
	tests := []struct {
		consent, renewal platform.ConsentStatus
		want             want
	}{
		{platform.ConsentActive, platform.ConsentPending, want{"cns_1", "active", "cns_2", false, nil}},
		{platform.ConsentActive, platform.ConsentActive, promoted},
		{platform.ConsentActive, platform.ConsentError, dropped("was declined")},
		{platform.ConsentActive, platform.ConsentExpired, dropped("lapsed")},
		{platform.ConsentActive, platform.ConsentRevoked, dropped("was revoked")},
		{platform.ConsentActive, gone, dropped("is unknown")},
		{platform.ConsentExpired, platform.ConsentPending, over},
		{platform.ConsentRevoked, platform.ConsentPending, over},
		{gone, platform.ConsentPending, over},
		{platform.ConsentExpired, platform.ConsentActive, promoted},
		{platform.ConsentRevoked, platform.ConsentActive, promoted},
		{gone, platform.ConsentActive, promoted},
		{platform.ConsentExpired, platform.ConsentExpired, dead("expired")},
		{platform.ConsentRevoked, platform.ConsentError, dead("revoked")},
		{gone, gone, want{"", "", "", false, []string{"Renewal cns_2 came to nothing"}}},
	}
	for _, test := range tests {
		t.Run(string(test.consent)+" and "+string(test.renewal), func(t *testing.T) {
			t.Parallel()
			f, l, object := started(t)
			for id, status := range map[string]platform.ConsentStatus{"cns_1": test.consent, "cns_2": test.renewal} {
				switch {
				case status == gone:
					l.forget(id)
				case status != l.known[id].Status:
					l.put(id, status)
				}
			}
			object, diags := f.Read(object)
			if len(test.want.warning) == 0 {
				diags.None(t)
			} else {
				diags[:1].OneWarning(t, test.want.warning...)
			}
			if test.want.id == "" {
				diags[1:].OneWarning(t, "The consent cns_1 for erste-hr no longer exists")
				if object.Attributes != nil {
					t.Errorf("the state is %v, want none", object.Attributes)
				}
				return
			}
			has(t, object, inprocess.Values{"id": test.want.id, "status": test.want.status, "ready_for_renewal": test.want.ready})
			if object.Attributes["renewal_id"] != orNull(test.want.renewal) || object.Identity["id"] != test.want.id {
				t.Errorf("the renewal is %v and the identity %v", object.Attributes["renewal_id"], object.Identity)
			}
			if !test.want.ready && !platform.ConsentStatus(test.want.status).Dead() {
				f.empty(t, object, renews("14d"))
			}
			_, diags = f.Apply(f.Plan(object, nil))
			diags.None(t)
			revoked := []string{test.want.id}
			switch {
			case test.want.renewal != "":
				revoked = []string{test.want.renewal, test.want.id}
			case test.consent == platform.ConsentActive && test.want.id == "cns_2":
				revoked = []string{"cns_1", "cns_2"} // Superseded; where it was dead by itself there is nothing to note.
			}
			l.check(t, []string{}, revoked)
		})
	}
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// TestRenewalAgain proves that after a renewal has come to nothing the next
// plan starts another one, and that a dead consent is replaced as ever.
func TestRenewalAgain(t *testing.T) {
	t.Parallel()
	f, l, object := started(t)
	l.put("cns_2", platform.ConsentError)
	object, diags := f.Read(object)
	diags.OneWarning(t, "declined")
	object, diags = f.Apply(f.Plan(object, renews("14d")))
	diags.None(t)
	has(t, object, inprocess.Values{"id": "cns_1", "renewal_id": "cns_3"})

	l.put("cns_3", platform.ConsentExpired)
	l.put("cns_1", platform.ConsentExpired)
	object, _ = f.Read(object)
	plan := f.Plan(object, renews("14d"))
	plan.Diagnostics.OneWarning(t, "cns_1 is dead")
	if !slices.Equal(plan.Replaces, []string{"status"}) {
		t.Errorf("replaces because of %v, want status", plan.Replaces)
	}
	for _, name := range []string{"renewal_id", "renewal_redirect_url", "ready_for_renewal"} {
		if plan.Attributes[name] != unknown {
			t.Errorf("%s is planned as %v, want it unknown", name, plan.Attributes[name])
		}
	}
}

// TestReadFails proves that a consent or a renewal which cannot be read changes
// nothing.
func TestReadFails(t *testing.T) {
	t.Parallel()
	for id, summary := range map[string]string{"cns_1": "Could not read the consent cns_1", "cns_2": "Could not read the renewal cns_2 of the consent cns_1"} {
		f, l, object := started(t)
		l.broken[id] = &platform.Error{Kind: platform.KindUnauthenticated, Err: errors.New("GET went wrong")}
		after, diags := f.Read(object)
		diags.OneError(t, summary, "GET went wrong")
		has(t, after, object.Attributes)
	}
}

// TestRenewalRefused proves that a renewal which cannot be started leaves the
// consent as it was, and due.
func TestRenewalRefused(t *testing.T) {
	t.Parallel()
	f, l, object := dueObject(t, renews("14d"))
	l.broken["create"] = &platform.Error{Kind: platform.KindUnreachable, OutcomeUnknown: true, Err: errors.New("POST /consents went wrong")}
	after, diags := f.Apply(f.Plan(object, renews("14d")))
	diags.OneError(t, "Could not start the renewal of the consent cns_1", "POST /consents went wrong")
	has(t, after, object.Attributes)
	has(t, after, inprocess.Values{"ready_for_renewal": true, "renewal_id": nil})
}

// TestRenewalInterrupted proves that a renewal which has begun reaches the state
// though the run is interrupted.
func TestRenewalInterrupted(t *testing.T) {
	t.Parallel()
	waits := renews("14d")
	waits["wait_for_authorization"] = true
	f, _, object := dueObject(t, waits)
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	r := f.provider.Within(interrupted).Resource("openbanking_consent")
	object, diags := r.Apply(r.Plan(object, waits))
	diags.OneWarning(t, "Renewal cns_2 is still pending", "interrupted", "https://bank.example/sca/cns_2")
	has(t, object, inprocess.Values{"id": "cns_1", "renewal_id": "cns_2", "ready_for_renewal": false})
}

// TestRenewalWaits proves what an apply that waits for a renewal leaves behind:
// the live consent untouched in every case, and an error only where the renewal
// has died.
func TestRenewalWaits(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer  platform.ConsentStatus
		pause   time.Duration
		renewal string
		url     string
		ready   bool
		warning string
		failure string
	}{
		"approved":    {platform.ConsentActive, time.Second, "cns_2", "", false, "", ""},
		"out of time": {platform.ConsentPending, 2 * time.Second, "cns_2", "https://bank.example/sca/cns_2", false, "Nobody answered within 2s", ""},
		"declined":    {platform.ConsentError, time.Second, "", "", true, "", "was declined"},
		"lapsed":      {platform.ConsentExpired, time.Second, "", "", true, "", "lapsed"},
		"disappeared": {"", time.Second, "", "", true, "", "disappeared"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			waits := renews("14d")
			waits["wait_for_authorization"] = true
			waits["timeouts"] = map[string]any{"update": "2s"}
			f, l, object := dueObject(t, waits)
			get := f.consents.get
			f.consents.get = func(ctx context.Context, id string) (platform.Consent, error) {
				if test.answer == "" {
					l.forget("cns_2")
				} else if test.answer != l.known["cns_2"].Status {
					l.put("cns_2", test.answer)
				}
				return get(ctx, id)
			}
			plan := f.Plan(object, waits)
			done := make(chan struct{})
			go func() {
				defer close(done)
				if f.clock.BlockUntilContext(t.Context(), 2) == nil {
					f.clock.Advance(test.pause)
				}
			}()
			object, diags := f.Apply(plan)
			<-done
			switch {
			case test.warning != "":
				diags.OneWarning(t, test.warning, "https://bank.example/sca/cns_2", "cns_1 works meanwhile", "timeouts.update")
			case test.failure != "":
				diags.OneError(t, test.failure, "cns_2")
			default:
				diags.None(t)
			}
			has(t, object, inprocess.Values{
				"id": "cns_1", "status": "active", "ready_for_renewal": test.ready,
				"renewal_id": orNull(test.renewal), "renewal_redirect_url": orNull(test.url),
			})
			if !test.ready {
				f.empty(t, object, waits) // No second wait: the plan is empty while a person has yet to click.
			}
		})
	}
}
