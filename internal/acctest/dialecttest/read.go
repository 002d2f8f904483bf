// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package dialecttest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// Read reads a text as the client does: all of it is one value.
func Read(text []byte, into httpapi.Streamed) error {
	from := json.NewDecoder(bytes.NewReader(text))
	if err := into.ReadJSON(from); err != nil {
		return err
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return errors.New("the JSON is followed by something else")
	}
	return nil
}
