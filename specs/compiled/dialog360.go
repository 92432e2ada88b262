// Code generated from specs/360dialog.yaml by go generate ./specs/compiled; DO NOT EDIT.

package compiled

import "github.com/getkin/kin-openapi/openapi3"

// Dialog360 is specs/360dialog.yaml without its prose.
func Dialog360() *openapi3.T {
	schemaAddPreverifiedNumberIn := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"phone_number"},
		Properties: openapi3.Schemas{
			"phone_number": {
				Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 6, MaxLength: new(uint64(20)), Pattern: `^\d+$`},
			},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaMetaSchemaError := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"developer_message", "http_code", "success"},
		Properties: openapi3.Schemas{
			"360dialog_trace_id": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"developer_message":  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"http_code":          {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
			"success":            {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaDefaultHttpError := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"meta"},
		Properties: openapi3.Schemas{
			"meta": {
				Value: &openapi3.Schema{AllOf: openapi3.SchemaRefs{{Ref: "#/components/schemas/_MetaSchemaError", Value: schemaMetaSchemaError}}},
			},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaMetaSchemaErrorWithDetails := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"developer_message", "http_code", "success"},
		Properties: openapi3.Schemas{
			"360dialog_trace_id": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"details": {
				Value: &openapi3.Schema{
					Type:                 &openapi3.Types{"object"},
					AdditionalProperties: openapi3.BoolSchema{Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{}}},
				},
			},
			"developer_message": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"http_code":         {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
			"success":           {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaDefaultValidationError := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
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
		Type:     &openapi3.Types{"object"},
		Required: []string{"error"},
		Properties: openapi3.Schemas{
			"error":             {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"error_description": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaPreverifiedNumberOut := &openapi3.Schema{
		Type: &openapi3.Types{"object"},
		Required: []string{
			"code_verification_status",
			"country_code",
			"created_at",
			"partner_id",
			"phone_number",
			"preverified_phone_number_id",
		},
		Properties: openapi3.Schemas{
			"code_verification_status":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"country_code":                {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: true}},
			"created_at":                  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"partner_id":                  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: true}},
			"phone_number":                {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"preverified_phone_number_id": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaPreverifiedNumberServiceResponse := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"message", "status"},
		Properties: openapi3.Schemas{
			"data":    {Value: &openapi3.Schema{Nullable: true}},
			"message": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"status":  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaPreverifiedPhoneNumberRequestOTPIn := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"code_method", "language"},
		Properties: openapi3.Schemas{
			"code_method": {Value: &openapi3.Schema{Enum: []any{"sms", "voice"}}},
			"language":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaPreverifiedPhoneNumberVerifyOTPIn := &openapi3.Schema{
		Type:                 &openapi3.Types{"object"},
		Required:             []string{"code"},
		Properties:           openapi3.Schemas{"code": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaTokenIn := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"username", "password"},
		Properties: openapi3.Schemas{
			"password": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"username": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
	}
	schemaTokenOut := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"access_token", "token_type", "expires_in"},
		Properties: openapi3.Schemas{
			"access_token": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
			"expires_in":   {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"token_type":   {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	parameterPartnerid := &openapi3.Parameter{
		Name:     "partner_id",
		In:       "path",
		Required: true,
		Schema:   &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
	}
	parameterPreverifiedphonenumberid := &openapi3.Parameter{
		Name:     "preverified_phone_number_id",
		In:       "path",
		Required: true,
		Schema:   &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
	}
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
		Paths: openapi3.NewPaths(
			openapi3.WithPath("/api/v2/partners/{partner_id}/preverified-numbers", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "360dialog.list_numbers"},
					Summary:     "List the numbers of the pool",
					OperationID: "get_preverified_numbers_endpoints_list_preverified_numbers",
					Parameters: openapi3.Parameters{
						{
							Value: &openapi3.Parameter{
								Name:   "code_verification_status",
								In:     "query",
								Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"NOT_VERIFIED", "VERIFIED", "EXPIRED"}}},
							},
						},
						{
							Value: &openapi3.Parameter{
								Name: "phone_number",
								In:   "query",
								Schema: &openapi3.SchemaRef{
									Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 6, MaxLength: new(uint64(20)), Pattern: `^\d+$`},
								},
							},
						},
						{
							Value: &openapi3.Parameter{
								Name:   "country_code",
								In:     "query",
								Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
						},
						{Ref: "#/components/parameters/partner_id", Value: parameterPartnerid},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{
											Value: &openapi3.Schema{
												Type:  &openapi3.Types{"array"},
												Items: &openapi3.SchemaRef{Ref: "#/components/schemas/PreverifiedNumberOut", Value: schemaPreverifiedNumberOut},
											},
										},
									},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/WrongPayload", Value: responseWrongPayload}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/DefaultHttpError", Value: schemaDefaultHttpError}},
								},
							},
						}),
						openapi3.WithStatus(405, &openapi3.ResponseRef{Ref: "#/components/responses/MethodNotAllowed", Value: responseMethodNotAllowed}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/TooManyRequests", Value: responseTooManyRequests}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/InternalServerError", Value: responseInternalServerError}),
					),
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
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(201, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PreverifiedNumberOut", Value: schemaPreverifiedNumberOut},
									},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/WrongPayload", Value: responseWrongPayload}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(405, &openapi3.ResponseRef{Ref: "#/components/responses/MethodNotAllowed", Value: responseMethodNotAllowed}),
						openapi3.WithStatus(409, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/DefaultValidationError", Value: schemaDefaultValidationError},
									},
								},
							},
						}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/TooManyRequests", Value: responseTooManyRequests}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/InternalServerError", Value: responseInternalServerError}),
						openapi3.WithStatus(502, &openapi3.ResponseRef{Ref: "#/components/responses/ServerError", Value: responseServerError}),
					),
				},
			}),
			openapi3.WithPath("/api/v2/partners/{partner_id}/preverified-numbers/{preverified_phone_number_id}", &openapi3.PathItem{
				Delete: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "360dialog.delete_number"},
					Summary:     "Delete a number",
					OperationID: "delete_preverified_numbers_endpoints_delete_preverified_number",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/preverified_phone_number_id", Value: parameterPreverifiedphonenumberid},
						{Ref: "#/components/parameters/partner_id", Value: parameterPartnerid},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{Ref: "#/components/responses/Done", Value: responseDone}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/WrongPayload", Value: responseWrongPayload}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(405, &openapi3.ResponseRef{Ref: "#/components/responses/MethodNotAllowed", Value: responseMethodNotAllowed}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/TooManyRequests", Value: responseTooManyRequests}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/InternalServerError", Value: responseInternalServerError}),
						openapi3.WithStatus(502, &openapi3.ResponseRef{Ref: "#/components/responses/ServerError", Value: responseServerError}),
					),
				},
			}),
			openapi3.WithPath("/api/v2/partners/{partner_id}/preverified-numbers/{preverified_phone_number_id}/request-otp", &openapi3.PathItem{
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
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{Ref: "#/components/responses/Done", Value: responseDone}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/WrongPayload", Value: responseWrongPayload}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(405, &openapi3.ResponseRef{Ref: "#/components/responses/MethodNotAllowed", Value: responseMethodNotAllowed}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/TooManyRequests", Value: responseTooManyRequests}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/InternalServerError", Value: responseInternalServerError}),
					),
				},
			}),
			openapi3.WithPath("/api/v2/partners/{partner_id}/preverified-numbers/{preverified_phone_number_id}/verify-otp", &openapi3.PathItem{
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
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PreverifiedNumberOut", Value: schemaPreverifiedNumberOut},
									},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/WrongPayload", Value: responseWrongPayload}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(405, &openapi3.ResponseRef{Ref: "#/components/responses/MethodNotAllowed", Value: responseMethodNotAllowed}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/TooManyRequests", Value: responseTooManyRequests}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/InternalServerError", Value: responseInternalServerError}),
					),
				},
			}),
			openapi3.WithPath("/api/v2/token", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "360dialog.create_token"},
					Summary:     "Log in and get a bearer token",
					OperationID: "create_token",
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/TokenIn", Value: schemaTokenIn}}},
						},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/TokenOut", Value: schemaTokenOut}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/WrongPayload", Value: responseWrongPayload}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/OAuthError", Value: schemaOAuthError}},
								},
							},
						}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/OAuthError", Value: schemaOAuthError}},
								},
							},
						}),
						openapi3.WithStatus(405, &openapi3.ResponseRef{Ref: "#/components/responses/MethodNotAllowed", Value: responseMethodNotAllowed}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/TooManyRequests", Value: responseTooManyRequests}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/InternalServerError", Value: responseInternalServerError}),
					),
				},
			}),
		),
	}
}
