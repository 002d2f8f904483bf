// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package orphan_test

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// diary is a resource that notes what its Create finds in the private state.
type diary struct{ found *[]byte }

func (d *diary) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_diary"
}

func (d *diary) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{"title": schema.StringAttribute{Required: true}}}
}

func (d *diary) ModifyPlan(ctx context.Context, _ resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, "planned", []byte(`"key"`))...)
}

func (d *diary) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	found, diags := resp.Private.GetKey(ctx, "planned")
	resp.Diagnostics.Append(diags...)
	*d.found = found
	resp.State.Raw = req.Plan.Raw
}

func (d *diary) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (d *diary) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (d *diary) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// TestCreateGetsEmptyPrivateState pins the trap because of which an idempotency
// key is made in Create: what a plan puts into the private state does not reach it.
// Where this fails, the framework hands it over by now, and the key can be made by
// the plan, so that it outlives even a run that is killed.
func TestCreateGetsEmptyPrivateState(t *testing.T) {
	t.Parallel()
	found := []byte("not called")
	connection := inprocess.Offering(&platform.Platform{Name: "tok", Title: "Tok"})
	r := inprocess.Connected(t, connection, []func() resource.Resource{func() resource.Resource { return &diary{&found} }}, nil).Resource("openbanking_diary")
	_, diags := r.Create(inprocess.Values{"title": "Monday"})
	diags.None(t)
	if found != nil {
		t.Errorf("the private state of the plan has reached Create: %s", found)
	}
}
