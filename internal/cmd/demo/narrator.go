// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"
)

// narrator tells the story. Whatever it prints is masked.
type narrator struct {
	out   io.Writer
	steps int
}

// title opens the story.
func (n *narrator) title(format string, args ...any) {
	n.line(fmt.Sprintf(format, args...))
}

// step opens the next numbered step.
func (n *narrator) step(title string) {
	n.steps++
	n.line(fmt.Sprintf("\n%2d. %s", n.steps, title))
}

// say adds a sentence to a step.
func (n *narrator) say(format string, args ...any) {
	n.line("    " + fmt.Sprintf(format, args...))
}

// line prints one line. A terminal that cannot be written to is no reason to
// leave things half done, so its error is dropped.
func (n *narrator) line(text string) {
	_, _ = fmt.Fprintln(n.out, masked(text))
}
