// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package oddplatform

import "maps"

// Set gives fields of an object other values; the path leads to the object.
func Set(fields map[string]any, path ...string) Edit {
	return func(answer map[string]any) {
		if object, ok := inside(answer, path).(map[string]any); ok {
			maps.Copy(object, fields)
		}
	}
}

// Change puts something else in the place of a field of an object, if it is there.
func Change(field string, change func(any) any, path ...string) Edit {
	return func(answer map[string]any) {
		if object, ok := inside(answer, path).(map[string]any); ok {
			if value, there := object[field]; there && value != nil {
				object[field] = change(value)
			}
		}
	}
}

// Each edits every object of a list; the path leads to the list.
func Each(edit Edit, path ...string) Edit {
	return func(answer map[string]any) {
		list, _ := inside(answer, path).([]any)
		for _, item := range list {
			if object, ok := item.(map[string]any); ok {
				edit(object)
			}
		}
	}
}

// RepeatLast makes the last item of a page come first on the next one, as a row
// that comes in between does; the path leads to the list.
func RepeatLast(path ...string) Edit {
	var last any
	return func(answer map[string]any) {
		field := path[len(path)-1]
		parent, _ := inside(answer, path[:len(path)-1]).(map[string]any)
		list, _ := parent[field].([]any)
		if len(list) == 0 {
			return
		}
		if last != nil {
			parent[field] = append([]any{last}, list...)
		}
		if last = list[len(list)-1]; isLast(answer) {
			last = nil
		}
	}
}

// isLast reports whether a page is the list's last one, in the words of any platform.
func isLast(answer map[string]any) bool {
	cursor, _ := answer["nextCursor"].(string)
	more, _ := inside(answer, []string{"data", "pagination", "hasNextPage"}).(bool)
	return cursor == "" && !more
}

// inside returns what a path leads to.
func inside(answer any, path []string) any {
	for _, name := range path {
		object, _ := answer.(map[string]any)
		answer = object[name]
	}
	return answer
}
