// Code generated from specs/360dialog.yaml by go generate ./specs/compiled; DO NOT EDIT.

package compiled

import "github.com/getkin/kin-openapi/openapi3"

// Dialog360 is specs/360dialog.yaml without its prose.
func Dialog360() *openapi3.T {
	type1 := &openapi3.Types{"object"}
	type2 := &openapi3.Types{"string"}
	plain3 := &openapi3.Schema{Type: type2, MinLength: 6, MaxLength: new(uint64(20)), Pattern: `^\d+$`}
	schemaAddPreverifiedNumberIn := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"phone_number"},
		Properties:           openapi3.Schemas{"phone_number": {Value: plain3}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain4 := &openapi3.Schema{Type: type2}
	type5 := &openapi3.Types{"integer"}
	plain6 := &openapi3.Schema{Type: type5}
	type7 := &openapi3.Types{"boolean"}
	schemaMetaSchemaError := &openapi3.Schema{
		Type:     type1,
		Required: []string{"developer_message", "http_code", "success"},
		Properties: openapi3.Schemas{
			"360dialog_trace_id": {Value: plain4},
			"developer_message":  {Value: plain4},
			"http_code":          {Value: plain6},
			"success":            {Value: &openapi3.Schema{Type: type7}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain8 := &openapi3.Schema{AllOf: openapi3.SchemaRefs{{Ref: "#/components/schemas/_MetaSchemaError", Value: schemaMetaSchemaError}}}
	schemaDefaultHttpError := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"meta"},
		Properties:           openapi3.Schemas{"meta": {Value: plain8}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain9 := &openapi3.Schema{}
	plain10 := &openapi3.Schema{Type: type7}
	schemaMetaSchemaErrorWithDetails := &openapi3.Schema{
		Type:     type1,
		Required: []string{"developer_message", "http_code", "success"},
		Properties: openapi3.Schemas{
			"360dialog_trace_id": {Value: plain4},
			"details": {
				Value: &openapi3.Schema{Type: type1, AdditionalProperties: openapi3.BoolSchema{Schema: &openapi3.SchemaRef{Value: plain9}}},
			},
			"developer_message": {Value: plain4},
			"http_code":         {Value: plain6},
			"success":           {Value: plain10},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaDefaultValidationError := &openapi3.Schema{
		Type:     type1,
		Required: []string{"meta"},
		Properties: openapi3.Schemas{
			"meta": {
				Value: &openapi3.Schema{
					AllOf: openapi3.SchemaRefs{{Ref: "#/components/schemas/MetaSchemaErrorWithDetails", Value: schemaMetaSchemaErrorWithDetails}},
				},
			},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaOAuthError := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"error"},
		Properties:           openapi3.Schemas{"error": {Value: plain4}, "error_description": {Value: plain4}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain11 := &openapi3.Schema{Type: type2, Nullable: true}
	schemaPreverifiedNumberOut := &openapi3.Schema{
		Type: type1,
		Required: []string{
			"code_verification_status",
			"country_code",
			"created_at",
			"partner_id",
			"phone_number",
			"preverified_phone_number_id",
		},
		Properties: openapi3.Schemas{
			"code_verification_status":    {Value: plain4},
			"country_code":                {Value: plain11},
			"created_at":                  {Value: plain4},
			"partner_id":                  {Value: plain11},
			"phone_number":                {Value: plain4},
			"preverified_phone_number_id": {Value: plain4},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain12 := &openapi3.Schema{Nullable: true}
	schemaPreverifiedNumberServiceResponse := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"message", "status"},
		Properties:           openapi3.Schemas{"data": {Value: plain12}, "message": {Value: plain4}, "status": {Value: plain4}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain13 := &openapi3.Schema{Enum: []any{"sms", "voice"}}
	plain14 := &openapi3.Schema{Type: type2, MinLength: 1}
	schemaPreverifiedPhoneNumberRequestOTPIn := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"code_method", "language"},
		Properties:           openapi3.Schemas{"code_method": {Value: plain13}, "language": {Value: plain14}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaPreverifiedPhoneNumberVerifyOTPIn := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"code"},
		Properties:           openapi3.Schemas{"code": {Value: plain4}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaTokenIn := &openapi3.Schema{
		Type:       type1,
		Required:   []string{"username", "password"},
		Properties: openapi3.Schemas{"password": {Value: plain4}, "username": {Value: plain4}},
	}
	schemaTokenOut := &openapi3.Schema{
		Type:     type1,
		Required: []string{"access_token", "token_type", "expires_in"},
		Properties: openapi3.Schemas{
			"access_token": {Value: plain14},
			"expires_in":   {Value: &openapi3.Schema{Type: type5, Min: new(float64(0))}},
			"token_type":   {Value: plain4},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	parameterPartnerid := &openapi3.Parameter{Name: "partner_id", In: "path", Required: true, Schema: &openapi3.SchemaRef{Value: plain4}}
	parameterPreverifiedphonenumberid := &openapi3.Parameter{Name: "preverified_phone_number_id", In: "path", Required: true, Schema: &openapi3.SchemaRef{Value: plain4}}
	responseDone := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {
				Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PreverifiedNumberServiceResponse", Value: schemaPreverifiedNumberServiceResponse},
			},
		},
	}
	responseForbidden := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/DefaultHttpError", Value: schemaDefaultHttpError}},
		},
	}
	responseInternalServerError := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/DefaultHttpError", Value: schemaDefaultHttpError}},
		},
	}
	responseMethodNotAllowed := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/DefaultHttpError", Value: schemaDefaultHttpError}},
		},
	}
	responseNotFound := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {
				Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/DefaultValidationError", Value: schemaDefaultValidationError},
			},
		},
	}
	responseServerError := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {
				Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/DefaultValidationError", Value: schemaDefaultValidationError},
			},
		},
	}
	responseTooManyRequests := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/DefaultHttpError", Value: schemaDefaultHttpError}},
		},
	}
	responseUnauthorized := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/DefaultHttpError", Value: schemaDefaultHttpError}},
		},
	}
	responseWrongPayload := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {
				Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/DefaultValidationError", Value: schemaDefaultValidationError},
			},
		},
	}
	plain15 := &openapi3.Schema{Type: type2, Enum: []any{"NOT_VERIFIED", "VERIFIED", "EXPIRED"}}
	type16 := &openapi3.Types{"array"}
	answer17 := &openapi3.ResponseRef{Ref: "#/components/responses/WrongPayload", Value: responseWrongPayload}
	answer18 := &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}
	answer19 := &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}
	answer20 := &openapi3.ResponseRef{Ref: "#/components/responses/MethodNotAllowed", Value: responseMethodNotAllowed}
	answer21 := &openapi3.ResponseRef{Ref: "#/components/responses/TooManyRequests", Value: responseTooManyRequests}
	answer22 := &openapi3.ResponseRef{Ref: "#/components/responses/InternalServerError", Value: responseInternalServerError}
	answer23 := &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}
	answer24 := &openapi3.ResponseRef{Ref: "#/components/responses/ServerError", Value: responseServerError}
	answer25 := &openapi3.ResponseRef{Ref: "#/components/responses/Done", Value: responseDone}
	return &openapi3.T{
		OpenAPI: "3.0.3",
		Components: &openapi3.Components{
			Schemas: openapi3.Schemas{
				"AddPreverifiedNumberIn":             {Value: schemaAddPreverifiedNumberIn},
				"DefaultHttpError":                   {Value: schemaDefaultHttpError},
				"DefaultValidationError":             {Value: schemaDefaultValidationError},
				"MetaSchemaErrorWithDetails":         {Value: schemaMetaSchemaErrorWithDetails},
				"OAuthError":                         {Value: schemaOAuthError},
				"PreverifiedNumberOut":               {Value: schemaPreverifiedNumberOut},
				"PreverifiedNumberServiceResponse":   {Value: schemaPreverifiedNumberServiceResponse},
				"PreverifiedPhoneNumberRequestOTPIn": {Value: schemaPreverifiedPhoneNumberRequestOTPIn},
				"PreverifiedPhoneNumberVerifyOTPIn":  {Value: schemaPreverifiedPhoneNumberVerifyOTPIn},
				"TokenIn":                            {Value: schemaTokenIn},
				"TokenOut":                           {Value: schemaTokenOut},
				"_MetaSchemaError":                   {Value: schemaMetaSchemaError},
			},
			Parameters: openapi3.ParametersMap{
				"partner_id":                  {Value: parameterPartnerid},
				"preverified_phone_number_id": {Value: parameterPreverifiedphonenumberid},
			},
			Responses: openapi3.ResponseBodies{
				"Done":                {Value: responseDone},
				"Forbidden":           {Value: responseForbidden},
				"InternalServerError": {Value: responseInternalServerError},
				"MethodNotAllowed":    {Value: responseMethodNotAllowed},
				"NotFound":            {Value: responseNotFound},
				"ServerError":         {Value: responseServerError},
				"TooManyRequests":     {Value: responseTooManyRequests},
				"Unauthorized":        {Value: responseUnauthorized},
				"WrongPayload":        {Value: responseWrongPayload},
			},
		},
		Paths: paths([]path{
			{"/api/v2/partners/{partner_id}/preverified-numbers", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "360dialog.list_numbers"},
					Summary:     "List the numbers of the pool",
					OperationID: "get_preverified_numbers_endpoints_list_preverified_numbers",
					Parameters: openapi3.Parameters{
						{
							Value: &openapi3.Parameter{Name: "code_verification_status", In: "query", Schema: &openapi3.SchemaRef{Value: plain15}},
						},
						{Value: &openapi3.Parameter{Name: "phone_number", In: "query", Schema: &openapi3.SchemaRef{Value: plain3}}},
						{Value: &openapi3.Parameter{Name: "country_code", In: "query", Schema: &openapi3.SchemaRef{Value: plain4}}},
						{Ref: "#/components/parameters/partner_id", Value: parameterPartnerid},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{
											Value: &openapi3.Schema{
												Type:  type16,
												Items: &openapi3.SchemaRef{Ref: "#/components/schemas/PreverifiedNumberOut", Value: schemaPreverifiedNumberOut},
											},
										},
									},
								},
							},
						}},
						{"400", answer17},
						{"401", answer18},
						{"403", answer19},
						{"404", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/DefaultHttpError", Value: schemaDefaultHttpError}},
								},
							},
						}},
						{"405", answer20},
						{"429", answer21},
						{"500", answer22},
					}),
				},
				Post: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "360dialog.add_number"},
					Summary:     "Add a number to the pool",
					OperationID: "post_preverified_numbers_endpoints_add_preverified_number",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/partner_id", Value: parameterPartnerid}},
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Content: openapi3.Content{
								"application/json": {
									Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/AddPreverifiedNumberIn", Value: schemaAddPreverifiedNumberIn},
								},
							},
						},
					},
					Responses: responses([]response{
						{"201", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PreverifiedNumberOut", Value: schemaPreverifiedNumberOut},
									},
								},
							},
						}},
						{"400", answer17},
						{"401", answer18},
						{"403", answer19},
						{"404", answer23},
						{"405", answer20},
						{"409", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/DefaultValidationError", Value: schemaDefaultValidationError},
									},
								},
							},
						}},
						{"429", answer21},
						{"500", answer22},
						{"502", answer24},
					}),
				},
			}},
			{"/api/v2/partners/{partner_id}/preverified-numbers/{preverified_phone_number_id}", &openapi3.PathItem{
				Delete: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "360dialog.delete_number"},
					Summary:     "Delete a number",
					OperationID: "delete_preverified_numbers_endpoints_delete_preverified_number",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/preverified_phone_number_id", Value: parameterPreverifiedphonenumberid},
						{Ref: "#/components/parameters/partner_id", Value: parameterPartnerid},
					},
					Responses: responses([]response{
						{"200", answer25},
						{"400", answer17},
						{"401", answer18},
						{"403", answer19},
						{"404", answer23},
						{"405", answer20},
						{"429", answer21},
						{"500", answer22},
						{"502", answer24},
					}),
				},
			}},
			{"/api/v2/partners/{partner_id}/preverified-numbers/{preverified_phone_number_id}/request-otp", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "360dialog.request_otp"},
					Summary:     "Have Meta send a code to the number",
					OperationID: "post_preverified_numbers_endpoints_request_otp",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/preverified_phone_number_id", Value: parameterPreverifiedphonenumberid},
						{Ref: "#/components/parameters/partner_id", Value: parameterPartnerid},
					},
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Content: openapi3.Content{
								"application/json": {
									Schema: &openapi3.SchemaRef{
										Ref:   "#/components/schemas/PreverifiedPhoneNumberRequestOTPIn",
										Value: schemaPreverifiedPhoneNumberRequestOTPIn,
									},
								},
							},
						},
					},
					Responses: responses([]response{
						{"200", answer25},
						{"400", answer17},
						{"401", answer18},
						{"403", answer19},
						{"404", answer23},
						{"405", answer20},
						{"429", answer21},
						{"500", answer22},
					}),
				},
			}},
			{"/api/v2/partners/{partner_id}/preverified-numbers/{preverified_phone_number_id}/verify-otp", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "360dialog.verify_otp"},
					Summary:     "Verify the number with the code it received",
					OperationID: "post_preverified_numbers_endpoints_verify_otp",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/preverified_phone_number_id", Value: parameterPreverifiedphonenumberid},
						{Ref: "#/components/parameters/partner_id", Value: parameterPartnerid},
					},
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Content: openapi3.Content{
								"application/json": {
									Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PreverifiedPhoneNumberVerifyOTPIn", Value: schemaPreverifiedPhoneNumberVerifyOTPIn},
								},
							},
						},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PreverifiedNumberOut", Value: schemaPreverifiedNumberOut},
									},
								},
							},
						}},
						{"400", answer17},
						{"401", answer18},
						{"403", answer19},
						{"404", answer23},
						{"405", answer20},
						{"429", answer21},
						{"500", answer22},
					}),
				},
			}},
			{"/api/v2/token", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "360dialog.create_token"},
					Summary:     "Log in and get a bearer token",
					OperationID: "create_token",
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/TokenIn", Value: schemaTokenIn}}},
						},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/TokenOut", Value: schemaTokenOut}}},
							},
						}},
						{"400", answer17},
						{"401", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/OAuthError", Value: schemaOAuthError}},
								},
							},
						}},
						{"403", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/OAuthError", Value: schemaOAuthError}},
								},
							},
						}},
						{"405", answer20},
						{"429", answer21},
						{"500", answer22},
					}),
				},
			}},
		}),
	}
}
