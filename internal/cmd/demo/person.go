// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// approveConsent does what a person does at the bank: open the page, read it,
// press the button that approves, and follow where the bank leads. It returns
// the address where that ended.
func approveConsent(ctx context.Context, redirectURL string) (string, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", fmt.Errorf("open the bank's page: %w", err)
	}
	browser := httpClient()
	browser.Jar = jar

	page, address, err := visit(ctx, browser, http.MethodGet, redirectURL, nil)
	if err != nil {
		return "", fmt.Errorf("open the bank's page: %w", err)
	}
	form, err := findForm(strings.NewReader(page), "Approve")
	if err != nil {
		return "", fmt.Errorf("read the bank's page: %w", err)
	}
	target, err := address.Parse(form.action)
	if err != nil {
		return "", fmt.Errorf("read the bank's page: %w", err)
	}
	_, end, err := visit(ctx, browser, form.method, target.String(), form.values)
	if err != nil {
		return "", fmt.Errorf("approve at the bank: %w", err)
	}
	return end.String(), nil
}

// visit requests a page and follows redirects. It returns the page and its address.
func visit(ctx context.Context, browser *http.Client, method, address string, values url.Values) (string, *url.URL, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(values.Encode()))
	if err != nil {
		return "", nil, err
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := browser.Do(req)
	if err != nil {
		return "", nil, err
	}
	defer func() { _ = resp.Body.Close() }()

	page, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return "", nil, fmt.Errorf("got status %d from %s, expected 200", resp.StatusCode, resp.Request.URL.Host)
	}
	return string(page), resp.Request.URL, nil
}

// form is what pressing one button of a page sends.
type form struct {
	method, action string
	values         url.Values
}

// findForm returns the form whose submit button bears the given label.
func findForm(page io.Reader, label string) (form, error) {
	root, err := html.Parse(page)
	if err != nil {
		return form{}, err
	}
	for node := range root.Descendants() {
		if node.Type != html.ElementNode || node.Data != "form" {
			continue
		}
		f := form{
			method: strings.ToUpper(attribute(node, "method")),
			action: attribute(node, "action"),
			values: url.Values{},
		}
		pressed := false
		for field := range node.Descendants() {
			switch {
			case field.Type != html.ElementNode:
			case field.Data == "input" && attribute(field, "type") == "hidden":
				f.values.Add(attribute(field, "name"), attribute(field, "value"))
			case field.Data == "button" && strings.TrimSpace(text(field)) == label:
				pressed = true
				if name := attribute(field, "name"); name != "" {
					f.values.Add(name, attribute(field, "value"))
				}
			}
		}
		if pressed {
			return f, nil
		}
	}
	return form{}, fmt.Errorf("got no form with a button %q, expected one", label)
}

// attribute returns the value of an element's attribute, "" without it.
func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text returns the text within an element.
func text(node *html.Node) string {
	var b strings.Builder
	for child := range node.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return b.String()
}
