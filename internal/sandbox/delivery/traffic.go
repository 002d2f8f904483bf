// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package delivery

// traffic is which messages are under way, and how many for each webhook and organisation.
type traffic struct {
	messages                map[string]struct{}
	webhooks, organisations map[string]int
}

func newTraffic() traffic {
	return traffic{messages: map[string]struct{}{}, webhooks: map[string]int{}, organisations: map[string]int{}}
}

func (t traffic) none() bool { return len(t.messages) == 0 }

// hasRoom tells whether the message is not under way yet and may be.
func (t traffic) hasRoom(m Message, perWebhook, perOrganisation int) bool {
	_, busy := t.messages[m.ID]
	return !busy && t.webhooks[m.WebhookID] < perWebhook && t.organisations[m.Organisation] < perOrganisation
}

func (t traffic) add(m Message) {
	t.messages[m.ID] = struct{}{}
	t.webhooks[m.WebhookID]++
	t.organisations[m.Organisation]++
}

func (t traffic) remove(m Message) {
	delete(t.messages, m.ID)
	less(t.webhooks, m.WebhookID)
	less(t.organisations, m.Organisation)
}

// less counts one less, and forgets what is at none.
func less(counts map[string]int, name string) {
	if counts[name]--; counts[name] == 0 {
		delete(counts, name)
	}
}
