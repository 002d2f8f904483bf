// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/hostile"
)

// harm is what the provider took for hostile answers.
type harm struct {
	name string
	own  cost
	then string // what the next apply left of the creates that were answered so
}

// creates is how many webhooks an apply makes at once, untouched how many of them
// have the platform's own answer.
const (
	creates   = 10
	untouched = 2
)

// hostility measures an apply under each hostile answer, and plans that read each of
// the lists without an end.
func (b *bench) hostility(ctx context.Context, c *cli) (all []harm, err error) {
	answers := hostile.Answers()
	for i := range answers[:min(b.hostile, len(answers))] {
		h, err := b.answered(ctx, c, &answers[i])
		if err != nil {
			return all, fmt.Errorf("%s: %w", answers[i].Name, err)
		}
		all = append(all, h)
	}
	lists := hostile.Lists()
	for _, list := range lists[:min(b.hostile, len(lists))] {
		for _, source := range []string{"api_keys", "webhooks", "transactions"} {
			h, err := b.listed(ctx, c, &list, source)
			if err != nil {
				return all, fmt.Errorf("%s: %w", list.Name, err)
			}
			all = append(all, h)
		}
	}
	return all, nil
}

// answered measures an apply, and looks at what is there after the next one.
func (b *bench) answered(ctx context.Context, c *cli, answer *hostile.Answer) (harm, error) {
	h := harm{name: answer.Name}
	err := b.fronted(ctx, c, kinds[0].many(creates), func(s *sandbox, f *front, w *workspace) (err error) {
		f.answer = answer
		if h.own, err = w.run(ctx, "apply", "-auto-approve"); err == nil {
			return errors.New("the apply has succeeded, expected a failure")
		}
		f.answer = nil
		if _, err := w.run(ctx, "apply", "-auto-approve"); err != nil {
			return err
		}
		var made struct {
			Data []struct{} `json:"data"`
		}
		if err := s.call(ctx, http.MethodGet, "/tok/v1/webhooks?limit=100", nil, &made); err != nil {
			return err
		}
		h.then = fmt.Sprintf("%d of %d", len(made.Data), creates)
		return nil
	})
	b.tell("  %-50s %6.1f s, %s, then %s", h.name, h.own.wall.Seconds(), megabytes(h.own.peak), h.then)
	return h, err
}

// listed measures a plan that reads a list.
func (b *bench) listed(ctx context.Context, c *cli, list *hostile.List, source string) (harm, error) {
	h := harm{name: "a list of " + list.Name + ", for `" + source + "`", then: "–"}
	argument := ""
	if source == "transactions" {
		argument = `account_id = "x"`
	}
	err := b.fronted(ctx, c, fmt.Sprintf("data \"openbanking_%s\" \"all\" {\n  %s\n}\n", source, argument), func(_ *sandbox, f *front, w *workspace) error {
		f.list = list
		h.own, _ = w.run(ctx, "plan") // It fails, but for the list that has an end.
		return nil
	})
	b.tell("  %-70s %6.1f s, %s", h.name, h.own.wall.Seconds(), megabytes(h.own.peak))
	return h, err
}

// fronted does something in a workspace on a sandbox with a front.
func (b *bench) fronted(ctx context.Context, c *cli, configuration string, do func(*sandbox, *front, *workspace) error) (err error) {
	s, err := startSandbox(ctx, b.program("openbanking-sandbox"), b.folder("db")+".db", unlimited, time.Millisecond, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	w, err := c.open(ctx, b.folder("hostile"), b.program("terraform-provider-openbanking"), configuration)
	if err != nil {
		return err
	}
	target, err := url.Parse(s.base)
	if err != nil {
		return err
	}
	f := &front{platform: httputil.NewSingleHostReverseProxy(target)}
	server := httptest.NewServer(f)
	defer server.Close()
	defer server.CloseClientConnections()
	w.env = []string{"TF_VAR_endpoint=" + server.URL + "/tok/v1", "TOK_API_KEY=" + s.key}
	return do(s, f, w)
}

// front stands between the provider and the sandbox.
type front struct {
	platform http.Handler
	answer   *hostile.Answer // to creates; nil for the sandbox's own
	list     *hostile.List   // in place of all lists; nil for the sandbox's own
	made     atomic.Int64
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case f.list != nil && r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "s"):
		page, _ := strconv.Atoi(r.URL.Query().Get("cursor")) // 0 for the first.
		f.list.Tok(w, page)
	case f.answer != nil && r.Method == http.MethodPost && f.made.Add(1) > untouched:
		if !f.answer.Refuses() {
			f.platform.ServeHTTP(httptest.NewRecorder(), r) // It is done, and the answer is lost.
		}
		f.answer.Write(w, http.StatusCreated)
	default:
		f.platform.ServeHTTP(w, r)
	}
}
