// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package schemajson

import (
	"errors"
	"fmt"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

func function(from *tfprotov6.Function) (*tfjson.FunctionSignature, error) {
	if from.Return == nil {
		return nil, errors.New("no return type")
	}
	result, err := valueType(from.Return.Type)
	if err != nil {
		return nil, fmt.Errorf("return: %w", err)
	}
	to := &tfjson.FunctionSignature{
		Description:        from.Description,
		Summary:            from.Summary,
		DeprecationMessage: from.DeprecationMessage,
		ReturnType:         result,
	}
	for _, p := range from.Parameters {
		t, err := parameter(p)
		if err != nil {
			return nil, err
		}
		to.Parameters = append(to.Parameters, t)
	}
	if from.VariadicParameter != nil {
		to.VariadicParameter, err = parameter(from.VariadicParameter)
	}
	return to, err
}

func parameter(from *tfprotov6.FunctionParameter) (*tfjson.FunctionParameter, error) {
	t, err := valueType(from.Type)
	if err != nil {
		return nil, fmt.Errorf("parameter %s: %w", from.Name, err)
	}
	return &tfjson.FunctionParameter{
		Name:        from.Name,
		Description: from.Description,
		IsNullable:  from.AllowNullValue,
		Type:        t,
	}, nil
}
