// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package spelling

import (
	"regexp"
	"strings"

	"golang.org/x/net/idna"
)

// parts takes a URL apart, as RFC 3986, appendix B does: scheme, user, host, port,
// path, query and fragment.
var parts = regexp.MustCompile(`^([^:/?#]+)://([^/?#]*@)?(\[[^]/?#@]*]|[^][:/?#@]+)(?::([0-9]*))?(/[^?#]*)?(\?[^#]*)?(#.*)?$`)

// malformed finds what looks like a percent-encoding and is none.
var malformed = regexp.MustCompile(`%([^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$)`)

// defaultPorts are those that a scheme has without one.
var defaultPorts = map[string]string{"http": "80", "https": "443"}

// normalURL is a URL in its normal form: RFC 3986, 6.2.2 and 6.2.3, after RFC 3987
// has made it one of ASCII. What is no URL with a host stays as it is.
func normalURL(text string) string {
	part := parts.FindStringSubmatch(text)
	if part == nil || malformed.MatchString(text) {
		return text
	}
	scheme, port, path := strings.ToLower(part[1]), part[4], withoutDots(escaped(part[5]))
	if port != "" && port != defaultPorts[scheme] {
		port = ":" + port
	} else {
		port = ""
	}
	if path == "" {
		path = "/"
	}
	return scheme + "://" + escaped(part[2]) + normalHost(part[3]) + port + path + escaped(part[6]) + escaped(part[7])
}

// normalHost writes a host in lower case, and in ASCII as browsers do.
func normalHost(host string) string {
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		return ascii
	}
	return strings.ToLower(escaped(host))
}

const upperHex = "0123456789ABCDEF"

// escaped writes percent-encodings, all of which are well formed, in capital
// letters, decodes those of unreserved characters, and encodes what is not ASCII.
func escaped(text string) string {
	var normal strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		encoded := c == '%'
		if encoded {
			c = hexDigit(text[i+1])<<4 | hexDigit(text[i+2])
			i += 2
		}
		if c >= 0x80 || encoded && !unreserved(c) {
			normal.WriteByte('%')
			normal.WriteByte(upperHex[c>>4])
			normal.WriteByte(upperHex[c&15])
			continue
		}
		normal.WriteByte(c)
	}
	return normal.String()
}

// hexDigit is the value of a digit.
func hexDigit(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}

func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// withoutDots removes the segments . and .., as RFC 3986, 5.2.4 does.
func withoutDots(path string) string {
	var kept []string
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		switch segment {
		case ".", "..":
			if segment == ".." && len(kept) > 1 {
				kept = kept[:len(kept)-1]
			}
			if i == len(segments)-1 {
				kept = append(kept, "")
			}
		default:
			kept = append(kept, segment)
		}
	}
	return strings.Join(kept, "/")
}
