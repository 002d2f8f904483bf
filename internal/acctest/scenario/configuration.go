// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/zclconf/go-cty/cty"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// configuration is what the blocks of a step's text declare.
type configuration struct {
	provider *hclsyntax.Body // nil for none
	objects  []*object       // in the order in which they are handled
	outputs  map[string]*hclsyntax.Body
	given    map[string]cty.Value       // the variables
	imports  map[string]*hclsyntax.Body // by the address that they are for
	moves    []engine.Move
}

// object is a resource or a data source, with or without a count.
type object struct {
	typeName, name string
	data           bool
	body           *hclsyntax.Body // without what the CLI itself reads
	count          int             // -1 for none
	createFirst    bool
	dependsOn      []string // addresses of objects
}

// address is that of the object, without an index.
func (o *object) address() string { return addressOf(o.data, o.typeName, o.name) }

// instances are the names of the object's instances.
func (o *object) instances() []string {
	if o.count < 0 {
		return []string{o.name}
	}
	names := make([]string, o.count)
	for i := range names {
		names[i] = fmt.Sprintf("%s[%d]", o.name, i)
	}
	return names
}

// addresses are those of the object's instances.
func (o *object) addresses() []string {
	var all []string
	for _, name := range o.instances() {
		all = append(all, addressOf(o.data, o.typeName, name))
	}
	return all
}

func addressOf(data bool, typeName, name string) string {
	if data {
		return "data." + typeName + "." + name
	}
	return typeName + "." + name
}

// reader reads a configuration. What it does not know ends the test.
type reader struct {
	t            testing.TB
	providerName string
	variables    config.Variables
	into         *configuration
}

// read reads the text of a step, with values for its variables.
func read(tb testing.TB, text string, variables config.Variables, providerName string) *configuration {
	tb.Helper()
	file, diagnostics := hclsyntax.ParseConfig([]byte(text), "main.tf", hcl.InitialPos)
	if diagnostics.HasErrors() {
		tb.Fatalf("the configuration is no HCL: %v", diagnostics)
	}
	body := bodyOf(tb, file.Body)
	refuseFunctions(tb, body)
	r := &reader{t: tb, providerName: providerName, variables: variables, into: &configuration{
		outputs: map[string]*hclsyntax.Body{}, given: map[string]cty.Value{}, imports: map[string]*hclsyntax.Body{},
	}}
	r.refuseAttributes(body, "the configuration")
	for _, block := range body.Blocks {
		r.block(block)
	}
	r.sort()
	return r.into
}

func bodyOf(tb testing.TB, body hcl.Body) *hclsyntax.Body {
	tb.Helper()
	native, ok := body.(*hclsyntax.Body)
	if !ok {
		tb.Fatalf("a body is a %T", body)
	}
	return native
}

func (r *reader) unsupported(format string, args ...any) {
	r.t.Helper()
	r.t.Fatalf("the runner does not support "+format+"; run this scenario on a CLI, or teach it", args...)
}

func (r *reader) refuseAttributes(body *hclsyntax.Body, where string, known ...string) {
	r.t.Helper()
	for _, name := range slices.Sorted(maps.Keys(body.Attributes)) {
		if !slices.Contains(known, name) {
			r.unsupported("%q in %s", name, where)
		}
	}
}

func (r *reader) refuseBlocks(body *hclsyntax.Body, where string, known ...string) {
	r.t.Helper()
	for _, block := range body.Blocks {
		if !slices.Contains(known, block.Type) {
			r.unsupported("a block %q in %s", block.Type, where)
		}
	}
}

func (r *reader) block(block *hclsyntax.Block) {
	r.t.Helper()
	where := strings.Join(append([]string{block.Type}, block.Labels...), " ")
	switch {
	case block.Type == "terraform":
		r.refuseAttributes(block.Body, where)
		r.refuseBlocks(block.Body, where, "required_providers")
	case block.Type == "provider" && block.Labels[0] == r.providerName && r.into.provider == nil && block.Body.Attributes["alias"] == nil:
		r.refuseBlocks(block.Body, where)
		r.into.provider = block.Body
	case block.Type == "provider":
		r.unsupported("a second provider, %s", where)
	case block.Type == "resource" || block.Type == "data":
		r.into.objects = append(r.into.objects, r.object(block, where))
	case block.Type == "output":
		r.refuseBlocks(block.Body, where)
		r.refuseAttributes(block.Body, where, "description", "value", "sensitive")
		r.into.outputs[block.Labels[0]] = block.Body
	case block.Type == "variable":
		r.refuseBlocks(block.Body, where)
		r.refuseAttributes(block.Body, where, "default", "description", "ephemeral", "nullable", "sensitive", "type")
		r.into.given[block.Labels[0]] = r.variable(block)
	case block.Type == "import":
		r.refuseAttributes(block.Body, where, "to", "id", "identity")
		r.into.imports[r.addressIn(block.Body.Attributes["to"].Expr)] = block.Body
	case block.Type == "moved":
		from, to := block.Body.Attributes["from"].Expr, block.Body.Attributes["to"].Expr
		r.into.moves = append(r.into.moves, engine.Move{From: r.instanceIn(from), To: r.instanceIn(to)})
	default:
		r.unsupported("a block %q", where)
	}
}

// object reads what the CLI itself reads of a resource or a data source.
func (r *reader) object(block *hclsyntax.Block, where string) *object {
	r.t.Helper()
	o := &object{typeName: block.Labels[0], name: block.Labels[1], data: block.Type == "data", count: -1}
	rest := *block.Body
	rest.Attributes, rest.Blocks = maps.Clone(rest.Attributes), nil
	for _, name := range []string{"for_each", "provider"} {
		if rest.Attributes[name] != nil {
			r.unsupported("%s in %s", name, where)
		}
	}
	if count := rest.Attributes["count"]; count != nil {
		number, _ := r.constant(count.Expr, cty.Number).AsBigFloat().Int64()
		o.count = int(number)
	}
	if dependsOn := rest.Attributes["depends_on"]; dependsOn != nil {
		list, _ := hcl.ExprList(dependsOn.Expr)
		for _, expression := range list {
			o.dependsOn = append(o.dependsOn, r.addressIn(expression))
		}
	}
	delete(rest.Attributes, "count")
	delete(rest.Attributes, "depends_on")
	r.refuseBlocks(block.Body, where, "lifecycle")
	for _, lifecycle := range block.Body.Blocks {
		r.refuseBlocks(lifecycle.Body, "the lifecycle of "+where)
		r.refuseAttributes(lifecycle.Body, "the lifecycle of "+where, "create_before_destroy")
		if first := lifecycle.Body.Attributes["create_before_destroy"]; first != nil {
			o.createFirst = r.constant(first.Expr, cty.Bool).True()
		}
	}
	o.body = &rest
	return o
}

// constant is the value of an expression that refers to nothing.
func (r *reader) constant(expression hcl.Expression, typ cty.Type) cty.Value {
	r.t.Helper()
	value, diagnostics := expression.Value(&hcl.EvalContext{Functions: functions})
	if diagnostics.HasErrors() || value.IsNull() || value.Type() != typ {
		r.unsupported("an expression at %s that is no constant %s", expression.Range(), typ.FriendlyName())
	}
	return value
}

// instanceIn is the address that an expression consists of, with its index.
func (r *reader) instanceIn(expression hcl.Expression) string {
	r.t.Helper()
	address := r.addressIn(expression)
	traversal, _ := hcl.AbsTraversalForExpr(expression)
	if index, ok := traversal[len(traversal)-1].(hcl.TraverseIndex); ok {
		return fmt.Sprintf("%s[%s]", address, index.Key.AsBigFloat().Text('f', 0))
	}
	return address
}

// addressIn is the address that an expression consists of.
func (r *reader) addressIn(expression hcl.Expression) string {
	r.t.Helper()
	traversal, diagnostics := hcl.AbsTraversalForExpr(expression)
	if diagnostics.HasErrors() {
		r.unsupported("what is no address at %s", expression.Range())
	}
	return r.subject(traversal)
}

// subject is the address that a reference begins with.
func (r *reader) subject(traversal hcl.Traversal) string {
	r.t.Helper()
	parts, steps := []string{traversal.RootName()}, 2
	if parts[0] == "data" {
		steps = 3
	}
	for _, step := range traversal[1:min(steps, len(traversal))] {
		if attribute, ok := step.(hcl.TraverseAttr); ok {
			parts = append(parts, attribute.Name)
		}
	}
	if len(parts) != steps || slices.Contains([]string{"each", "ephemeral", "local", "module", "path", "self", "terraform"}, parts[0]) {
		r.unsupported("the reference %s at %s", strings.Join(parts, "."), traversal.SourceRange())
	}
	return strings.Join(parts, ".")
}
