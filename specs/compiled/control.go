// Code generated from specs/control.yaml by go generate ./specs/compiled; DO NOT EDIT.

package compiled

import "github.com/getkin/kin-openapi/openapi3"

// Control is specs/control.yaml without its prose.
func Control() *openapi3.T {
	schemaClockMode := &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"running", "frozen"}}
	schemaTime := &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$`}
	schemaClock := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"now", "mode"},
		Properties: openapi3.Schemas{
			"mode": {Ref: "#/components/schemas/ClockMode", Value: schemaClockMode},
			"now":  {Ref: "#/components/schemas/Time", Value: schemaTime},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaDuration := &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^([0-9]+(ms|s|m|h|d|w))+$"}
	schemaClockMove := &openapi3.Schema{
		Type: &openapi3.Types{"object"},
		Properties: openapi3.Schemas{
			"advance": {Ref: "#/components/schemas/Duration", Value: schemaDuration},
			"at":      {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
			"mode":    {Ref: "#/components/schemas/ClockMode", Value: schemaClockMode},
		},
		MinProps:             1,
		MaxProps:             new(uint64(1)),
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaMSISDN := &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]{1,40}$"}
	schemaClockMoved := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"now", "mode", "settled"},
		Properties: openapi3.Schemas{
			"mode": {Ref: "#/components/schemas/ClockMode", Value: schemaClockMode},
			"now":  {Ref: "#/components/schemas/Time", Value: schemaTime},
			"settled": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"at", "event"},
							Properties: openapi3.Schemas{
								"at":           {Ref: "#/components/schemas/Time", Value: schemaTime},
								"detail":       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								"event":        {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								"number_id":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								"phone_number": {Ref: "#/components/schemas/MSISDN", Value: schemaMSISDN},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaTimeOrNull := &openapi3.Schema{
		Type:     &openapi3.Types{"string"},
		Nullable: true,
		Pattern:  `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$`,
	}
	schemaCode := &openapi3.Schema{
		Type: &openapi3.Types{"object"},
		Required: []string{
			"code",
			"number_id",
			"phone_number",
			"method",
			"language",
			"issued_at",
			"delivered_at",
			"expires_at",
			"attempts",
			"state",
		},
		Properties: openapi3.Schemas{
			"attempts":     {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"code":         {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
			"delivered_at": {Ref: "#/components/schemas/TimeOrNull", Value: schemaTimeOrNull},
			"expires_at":   {Ref: "#/components/schemas/Time", Value: schemaTime},
			"issued_at":    {Ref: "#/components/schemas/Time", Value: schemaTime},
			"language":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"method":       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"number_id":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"phone_number": {Ref: "#/components/schemas/MSISDN", Value: schemaMSISDN},
			"state": {
				Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"pending", "used", "expired", "voided", "undelivered"}},
			},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaNext := &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}
	schemaCodeList := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"data"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Code", Value: schemaCode},
				},
			},
			"next": {Ref: "#/components/schemas/Next", Value: schemaNext},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaCount := &openapi3.Schema{
		Type:                 &openapi3.Types{"object"},
		Required:             []string{"count"},
		Properties:           openapi3.Schemas{"count": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaCoverage := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"percent", "reached", "reachable", "operations", "errors", "transitions", "faults", "never"},
		Properties: openapi3.Schemas{
			"errors": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"id", "count", "reachable"},
							Properties: openapi3.Schemas{
								"count":     {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
								"id":        {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								"reachable": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"faults": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"name", "matched", "acted"},
							Properties: openapi3.Schemas{
								"acted":   {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
								"matched": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
								"name":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"never": {
				Value: &openapi3.Schema{
					Type:     &openapi3.Types{"object"},
					Required: []string{"answers", "errors", "transitions", "faults"},
					Properties: openapi3.Schemas{
						"answers": {
							Value: &openapi3.Schema{
								Type: &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{
									Value: &openapi3.Schema{
										Type:     &openapi3.Types{"object"},
										Required: []string{"operation", "status"},
										Properties: openapi3.Schemas{
											"operation": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
											"status":    {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
										},
										AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
									},
								},
							},
						},
						"errors": {
							Value: &openapi3.Schema{
								Type:  &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
						},
						"faults": {
							Value: &openapi3.Schema{
								Type:  &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
						},
						"transitions": {
							Value: &openapi3.Schema{
								Type:  &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
						},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"operations": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"operation", "answers"},
							Properties: openapi3.Schemas{
								"answers": {
									Value: &openapi3.Schema{
										Type: &openapi3.Types{"array"},
										Items: &openapi3.SchemaRef{
											Value: &openapi3.Schema{
												Type:     &openapi3.Types{"object"},
												Required: []string{"status", "count"},
												Properties: openapi3.Schemas{
													"count":  {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
													"status": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
												},
												AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
											},
										},
									},
								},
								"operation": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"percent":   {Value: &openapi3.Schema{Type: &openapi3.Types{"number"}, Min: new(float64(0)), Max: new(float64(100))}},
			"reachable": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"reached":   {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"transitions": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"name", "count"},
							Properties: openapi3.Schemas{
								"count": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
								"name":  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaDialect := &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"documented", "observed"}}
	schemaErrorBody := &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}}
	schemaSource := &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"seed", "openapi", "docs", "observed", "inferred"}}
	schemaRendering := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"status", "body", "source", "where"},
		Properties: openapi3.Schemas{
			"body": {Ref: "#/components/schemas/ErrorBody", Value: schemaErrorBody},
			"headers": {
				Value: &openapi3.Schema{
					Type:                 &openapi3.Types{"object"},
					AdditionalProperties: openapi3.BoolSchema{Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}}},
				},
			},
			"per_operation": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"operation", "status", "body", "source", "where"},
							Properties: openapi3.Schemas{
								"body":      {Ref: "#/components/schemas/ErrorBody", Value: schemaErrorBody},
								"operation": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								"source":    {Ref: "#/components/schemas/Source", Value: schemaSource},
								"status":    {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
								"where":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"source": {Ref: "#/components/schemas/Source", Value: schemaSource},
			"status": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
			"where":  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaRenderingOrNull := &openapi3.Schema{AllOf: openapi3.SchemaRefs{{Ref: "#/components/schemas/Rendering", Value: schemaRendering}}, Nullable: true}
	schemaErrorEntry := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"id", "summary", "source", "where", "operations", "transient", "documented", "observed"},
		Properties: openapi3.Schemas{
			"documented": {Ref: "#/components/schemas/Rendering", Value: schemaRendering},
			"id":         {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"observed":   {Ref: "#/components/schemas/RenderingOrNull", Value: schemaRenderingOrNull},
			"operations": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
				},
			},
			"source":    {Ref: "#/components/schemas/Source", Value: schemaSource},
			"summary":   {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"transient": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
			"where":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaSwitch := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"name", "values"},
		Properties: openapi3.Schemas{
			"name": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"values": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"value", "source", "where"},
							Properties: openapi3.Schemas{
								"source": {Ref: "#/components/schemas/Source", Value: schemaSource},
								"value":  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								"where":  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaErrorList := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"data", "switches"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/ErrorEntry", Value: schemaErrorEntry},
				},
			},
			"switches": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Switch", Value: schemaSwitch},
				},
			},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaLatency := &openapi3.Schema{
		OneOf: openapi3.SchemaRefs{
			{Ref: "#/components/schemas/Duration", Value: schemaDuration},
			{
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"object"},
					Properties: openapi3.Schemas{
						"fixed": {Ref: "#/components/schemas/Duration", Value: schemaDuration},
						"max":   {Ref: "#/components/schemas/Duration", Value: schemaDuration},
						"min":   {Ref: "#/components/schemas/Duration", Value: schemaDuration},
						"p50":   {Ref: "#/components/schemas/Duration", Value: schemaDuration},
						"p99":   {Ref: "#/components/schemas/Duration", Value: schemaDuration},
					},
					MinProps:             1,
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
		},
	}
	schemaFaultAction := &openapi3.Schema{
		Type: &openapi3.Types{"object"},
		Properties: openapi3.Schemas{
			"apply":      {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
			"body":       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"connection": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"deliver": {
				Value: &openapi3.Schema{
					OneOf: openapi3.SchemaRefs{
						{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
						{
							Value: &openapi3.Schema{
								Type: &openapi3.Types{"object"},
								Properties: openapi3.Schemas{
									"late":    {Ref: "#/components/schemas/Duration", Value: schemaDuration},
									"outcome": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								},
								AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
							},
						},
					},
				},
			},
			"error": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"headers": {
				Value: &openapi3.Schema{
					Type:                 &openapi3.Types{"object"},
					AdditionalProperties: openapi3.BoolSchema{Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}}},
				},
			},
			"latency":  {Ref: "#/components/schemas/Latency", Value: schemaLatency},
			"reply":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"status":   {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
			"violates": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaFaultMatch := &openapi3.Schema{
		Type: &openapi3.Types{"object"},
		Properties: openapi3.Schemas{
			"api":          {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"business":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"method":       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"number_id":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"operation":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"origin":       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"partner":      {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"phone_number": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaFaultTrigger := &openapi3.Schema{
		Type: &openapi3.Types{"object"},
		Properties: openapi3.Schemas{
			"after": {Ref: "#/components/schemas/Duration", Value: schemaDuration},
			"calls": {
				Value: &openapi3.Schema{
					OneOf: openapi3.SchemaRefs{
						{Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
						{
							Value: &openapi3.Schema{
								Type:  &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
							},
						},
					},
				},
			},
			"every":       {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
			"from":        {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
			"probability": {Value: &openapi3.Schema{Type: &openapi3.Types{"number"}}},
			"status":      {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"times":       {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
			"until":       {Ref: "#/components/schemas/Duration", Value: schemaDuration},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaFaultRule := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"do"},
		Properties: openapi3.Schemas{
			"do":   {Ref: "#/components/schemas/FaultAction", Value: schemaFaultAction},
			"name": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"on":   {Ref: "#/components/schemas/FaultMatch", Value: schemaFaultMatch},
			"when": {Ref: "#/components/schemas/FaultTrigger", Value: schemaFaultTrigger},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaPhoneInput := &openapi3.Schema{Type: &openapi3.Types{"string"}, MaxLength: new(uint64(40)), Pattern: "^[ +]*[0-9][0-9 ().-]*$"}
	schemaEvent := &openapi3.Schema{
		Type: &openapi3.Types{"object"},
		Properties: openapi3.Schemas{
			"add_fault": {Ref: "#/components/schemas/FaultRule", Value: schemaFaultRule},
			"claim": {
				Value: &openapi3.Schema{
					OneOf: openapi3.SchemaRefs{
						{Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
						{
							Value: &openapi3.Schema{
								Type:     &openapi3.Types{"object"},
								Required: []string{"phone_number"},
								Properties: openapi3.Schemas{
									"phone_number": {Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
									"replace":      {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
								},
								AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
							},
						},
					},
				},
			},
			"delete":       {Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
			"expire":       {Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
			"expire_token": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
			"remove_fault": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
			"replace":      {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
			"restore":      {Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
			"revoke_key":   {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
			"revoke_token": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
			"set_dialect":  {Ref: "#/components/schemas/Dialect", Value: schemaDialect},
			"set_permissions": {
				Value: &openapi3.Schema{
					Type:     &openapi3.Types{"object"},
					Required: []string{"token", "permissions"},
					Properties: openapi3.Schemas{
						"permissions": {
							Value: &openapi3.Schema{
								Type:  &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
						},
						"token": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"verify": {Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
		},
		MinProps:             1,
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaEventDone := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"now", "applied"},
		Properties: openapi3.Schemas{
			"applied": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"now":     {Ref: "#/components/schemas/Time", Value: schemaTime},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaExactTime := &openapi3.Schema{
		Type:    &openapi3.Types{"string"},
		Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z$`,
	}
	schemaExhaustInput := &openapi3.Schema{
		Type:                 &openapi3.Types{"object"},
		Properties:           openapi3.Schemas{"key": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: true, MinLength: 1}}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaFault := &openapi3.Schema{
		Type: &openapi3.Types{"object"},
		Required: []string{
			"name",
			"do",
			"point",
			"since",
			"enabled",
			"active",
			"seen",
			"matched",
			"acted",
			"remaining",
			"missed",
			"nearest_miss",
		},
		Properties: openapi3.Schemas{
			"acted":   {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"active":  {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
			"do":      {Ref: "#/components/schemas/FaultAction", Value: schemaFaultAction},
			"enabled": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
			"matched": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"missed":  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: true}},
			"name":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
			"nearest_miss": {
				Value: &openapi3.Schema{
					Type:     &openapi3.Types{"object"},
					Nullable: true,
					Required: []string{"request", "missing"},
					Properties: openapi3.Schemas{
						"missing": {
							Value: &openapi3.Schema{
								Type:  &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
						},
						"request": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"on":        {Ref: "#/components/schemas/FaultMatch", Value: schemaFaultMatch},
			"point":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"arrive", "admit", "reply"}}},
			"remaining": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Nullable: true, Min: new(float64(0))}},
			"seen":      {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"since":     {Ref: "#/components/schemas/Time", Value: schemaTime},
			"when":      {Ref: "#/components/schemas/FaultTrigger", Value: schemaFaultTrigger},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaFaultList := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"data"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Fault", Value: schemaFault},
				},
			},
			"next": {Ref: "#/components/schemas/Next", Value: schemaNext},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaFaultSwitch := &openapi3.Schema{
		Type:                 &openapi3.Types{"object"},
		Required:             []string{"enabled"},
		Properties:           openapi3.Schemas{"enabled": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaHeaders := &openapi3.Schema{
		Type: &openapi3.Types{"object"},
		AdditionalProperties: openapi3.BoolSchema{
			Schema: &openapi3.SchemaRef{
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
				},
			},
		},
	}
	schemaHealth := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"status", "version", "uptime", "worlds", "violations", "warnings"},
		Properties: openapi3.Schemas{
			"status":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"ok"}}},
			"uptime":     {Value: &openapi3.Schema{Type: &openapi3.Types{"number"}, Min: new(float64(0))}},
			"version":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"violations": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"warnings": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
				},
			},
			"worlds": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaLimitOperations := &openapi3.Schema{
		OneOf: openapi3.SchemaRefs{
			{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			{
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
				},
			},
		},
	}
	schemaLimit := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"name", "operation", "per", "allow", "window", "usage"},
		Properties: openapi3.Schemas{
			"allow":     {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(1))}},
			"error":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"name":      {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
			"operation": {Ref: "#/components/schemas/LimitOperations", Value: schemaLimitOperations},
			"per": {
				Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"business", "number", "token", "partner", "app"}},
			},
			"retry_after": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
			"usage": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"key", "used", "allow", "percent", "regain"},
							Properties: openapi3.Schemas{
								"allow":   {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(1))}},
								"key":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: true}},
								"percent": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0)), Max: new(float64(100))}},
								"regain":  {Ref: "#/components/schemas/Duration", Value: schemaDuration},
								"used":    {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"window": {Ref: "#/components/schemas/Duration", Value: schemaDuration},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaLimitList := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"data"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Limit", Value: schemaLimit},
				},
			},
			"next": {Ref: "#/components/schemas/Next", Value: schemaNext},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaLimitRule := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"operation", "per", "allow", "window"},
		Properties: openapi3.Schemas{
			"allow":       {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
			"error":       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"name":        {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"operation":   {Ref: "#/components/schemas/LimitOperations", Value: schemaLimitOperations},
			"per":         {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"retry_after": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
			"window":      {Ref: "#/components/schemas/Duration", Value: schemaDuration},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaLimitsInput := &openapi3.Schema{
		OneOf: openapi3.SchemaRefs{
			{
				Value: &openapi3.Schema{
					Type:     &openapi3.Types{"object"},
					Required: []string{"data"},
					Properties: openapi3.Schemas{
						"data": {
							Value: &openapi3.Schema{
								Type:  &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{Ref: "#/components/schemas/LimitRule", Value: schemaLimitRule},
							},
						},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			{
				Value: &openapi3.Schema{
					Type:     &openapi3.Types{"object"},
					Required: []string{"limits"},
					Properties: openapi3.Schemas{
						"limits": {
							Value: &openapi3.Schema{
								Type:  &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{Ref: "#/components/schemas/LimitRule", Value: schemaLimitRule},
							},
						},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			{
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/LimitRule", Value: schemaLimitRule},
				},
			},
		},
	}
	schemaStatus := &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"NOT_VERIFIED", "VERIFIED", "EXPIRED"}}
	schemaNumber := &openapi3.Schema{
		Type: &openapi3.Types{"object"},
		Required: []string{
			"id",
			"phone_number",
			"display_phone_number",
			"status",
			"owner_business_id",
			"shared_with",
			"partner_id",
			"created_at",
			"verified_at",
			"expires_at",
			"deleted_at",
			"availability",
		},
		Properties: openapi3.Schemas{
			"availability":         {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"AVAILABLE", "IN_USE"}}},
			"created_at":           {Ref: "#/components/schemas/Time", Value: schemaTime},
			"deleted_at":           {Ref: "#/components/schemas/TimeOrNull", Value: schemaTimeOrNull},
			"display_phone_number": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"expires_at":           {Ref: "#/components/schemas/TimeOrNull", Value: schemaTimeOrNull},
			"id":                   {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
			"owner_business_id":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"partner_id":           {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: true}},
			"phone_number":         {Ref: "#/components/schemas/MSISDN", Value: schemaMSISDN},
			"shared_with": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
				},
			},
			"status":      {Ref: "#/components/schemas/Status", Value: schemaStatus},
			"verified_at": {Ref: "#/components/schemas/TimeOrNull", Value: schemaTimeOrNull},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaNumberInput := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"phone_number"},
		Properties: openapi3.Schemas{
			"business":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: true, MinLength: 1}},
			"partner":      {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: true, MinLength: 1}},
			"phone_number": {Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
			"status": {
				Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"NOT_VERIFIED", "VERIFIED", "EXPIRED", nil}, Nullable: true},
			},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaNumberList := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"data"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Number", Value: schemaNumber},
				},
			},
			"next": {Ref: "#/components/schemas/Next", Value: schemaNext},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaOpenAPI := &openapi3.Schema{
		Type:                 &openapi3.Types{"object"},
		Required:             []string{"openapi", "info", "paths"},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))},
	}
	schemaOperation := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"name", "method", "path", "operation_id", "summary", "statuses"},
		Properties: openapi3.Schemas{
			"method":       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"name":         {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"operation_id": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: true}},
			"path":         {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"statuses": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
				},
			},
			"summary": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaOperationList := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"data"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Operation", Value: schemaOperation},
				},
			},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaProblem := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"type", "title", "status", "detail"},
		Properties: openapi3.Schemas{
			"detail": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
			"errors": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"path", "message"},
							Properties: openapi3.Schemas{
								"column":  {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(1))}},
								"line":    {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(1))}},
								"message": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								"path":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"status": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(400)), Max: new(float64(599))}},
			"title":  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
			"type":   {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^/problems/[a-z-]+$"}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaViolation := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"direction", "message"},
		Properties: openapi3.Schemas{
			"declared":    {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
			"direction":   {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"request", "response"}}},
			"in":          {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"keyword":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"message":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"name":        {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"schema_path": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaRecord := &openapi3.Schema{
		Type: &openapi3.Types{"object"},
		Required: []string{
			"id",
			"at",
			"world",
			"operation",
			"origin",
			"parent",
			"method",
			"path",
			"status",
			"dialect",
			"fault",
			"limit",
			"conforms",
			"violations",
			"request",
			"response",
			"duration_ms",
		},
		Properties: openapi3.Schemas{
			"api":      {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"at":       {Ref: "#/components/schemas/Time", Value: schemaTime},
			"business": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"conforms": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
			"decisions": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"rule"},
							Properties: openapi3.Schemas{
								"action":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								"call":       {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
								"draw":       {Value: &openapi3.Schema{Type: &openapi3.Types{"number"}}},
								"latency_ms": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
								"point":      {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								"rule":       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"dialect":      {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"duration_ms":  {Value: &openapi3.Schema{Type: &openapi3.Types{"number"}, Min: new(float64(0))}},
			"error":        {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"fault":        {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: true}},
			"hint":         {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"id":           {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"limit":        {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: true}},
			"method":       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"number_id":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"operation":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: true}},
			"origin":       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"client", "360dialog"}}},
			"outcome":      {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"parent":       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: true}},
			"partner":      {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"path":         {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"phone_number": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"request": {
				Value: &openapi3.Schema{
					Type:     &openapi3.Types{"object"},
					Required: []string{"query", "headers", "body", "size", "truncated"},
					Properties: openapi3.Schemas{
						"body":      {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
						"encoding":  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"base64"}}},
						"headers":   {Ref: "#/components/schemas/Headers", Value: schemaHeaders},
						"query":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
						"size":      {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
						"truncated": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"response": {
				Value: &openapi3.Schema{
					Type:     &openapi3.Types{"object"},
					Required: []string{"headers", "body", "size", "truncated"},
					Properties: openapi3.Schemas{
						"body":      {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
						"encoding":  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"base64"}}},
						"headers":   {Ref: "#/components/schemas/Headers", Value: schemaHeaders},
						"size":      {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
						"truncated": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"status":   {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"violates": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"violations": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Violation", Value: schemaViolation},
				},
			},
			"world": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaRecordList := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"data", "dropped"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Record", Value: schemaRecord},
				},
			},
			"dropped": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"next":    {Ref: "#/components/schemas/Next", Value: schemaNext},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaReport := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"passed", "message", "scenario", "world", "seed", "dropped", "checks"},
		Properties: openapi3.Schemas{
			"checks": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"expect", "passed", "message", "records"},
							Properties: openapi3.Schemas{
								"expect": {
									Value: &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}},
								},
								"message": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								"passed":  {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
								"records": {
									Value: &openapi3.Schema{
										Type:  &openapi3.Types{"array"},
										Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
									},
								},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"dropped": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"message": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"passed":  {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
			"rules": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"name", "message"},
							Properties: openapi3.Schemas{
								"message": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								"name":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								"record":  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"scenario": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"seed":     {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"world":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaScenario := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"name", "summary", "seed", "dialect", "profile", "mode", "started_at", "document"},
		Properties: openapi3.Schemas{
			"dialect": {Ref: "#/components/schemas/Dialect", Value: schemaDialect},
			"document": {
				Value: &openapi3.Schema{
					Type:                 &openapi3.Types{"object"},
					Nullable:             true,
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))},
				},
			},
			"mode":       {Ref: "#/components/schemas/ClockMode", Value: schemaClockMode},
			"name":       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"profile":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"seed":       {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"started_at": {Ref: "#/components/schemas/Time", Value: schemaTime},
			"summary":    {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaScenarioList := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"data"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"name", "summary", "embedded"},
							Properties: openapi3.Schemas{
								"embedded": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
								"name":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								"summary":  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaScenarioName := &openapi3.Schema{
		Type:                 &openapi3.Types{"object"},
		Required:             []string{"name"},
		Properties:           openapi3.Schemas{"name": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaScenarioSource := &openapi3.Schema{
		OneOf: openapi3.SchemaRefs{
			{Ref: "#/components/schemas/ScenarioName", Value: schemaScenarioName},
			{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
		},
	}
	schemaSnapshot := &openapi3.Schema{
		Type: &openapi3.Types{"object"},
		Required: []string{
			"version",
			"contains_secrets",
			"world",
			"scenario",
			"seed",
			"clock",
			"settings",
			"rules",
			"limits",
			"faults",
			"timeline_done",
			"store",
			"streams",
			"coverage",
			"journal",
		},
		Properties: openapi3.Schemas{
			"clock": {
				Value: &openapi3.Schema{
					Type:     &openapi3.Types{"object"},
					Required: []string{"mode", "now", "started"},
					Properties: openapi3.Schemas{
						"mode":    {Ref: "#/components/schemas/ClockMode", Value: schemaClockMode},
						"now":     {Ref: "#/components/schemas/ExactTime", Value: schemaExactTime},
						"started": {Ref: "#/components/schemas/ExactTime", Value: schemaExactTime},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"contains_secrets": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}, Enum: []any{true}}},
			"coverage": {
				Value: &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}},
			},
			"faults": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}},
					},
				},
			},
			"journal": {
				Value: &openapi3.Schema{
					Type:     &openapi3.Types{"object"},
					Required: []string{"last", "dropped", "records"},
					Properties: openapi3.Schemas{
						"dropped": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
						"last":    {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
						"records": {
							Value: &openapi3.Schema{
								Type: &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{
									Value: &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}},
								},
							},
						},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"limits": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}},
					},
				},
			},
			"product": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"rules": {
				Value: &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}},
			},
			"scenario": {
				Value: &openapi3.Schema{
					Type:     &openapi3.Types{"object"},
					Required: []string{"name", "document"},
					Properties: openapi3.Schemas{
						"document": {
							Value: &openapi3.Schema{
								Type:                 &openapi3.Types{"object"},
								Nullable:             true,
								AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))},
							},
						},
						"name": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"seed": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"settings": {
				Value: &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}},
			},
			"store": {
				Value: &openapi3.Schema{
					Type:     &openapi3.Types{"object"},
					Required: []string{"at", "businesses", "tokens", "partners", "keys", "numbers", "tombstones", "codes"},
					Properties: openapi3.Schemas{
						"at": {Ref: "#/components/schemas/ExactTime", Value: schemaExactTime},
						"businesses": {
							Value: &openapi3.Schema{
								Type: &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{
									Value: &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}},
								},
							},
						},
						"codes": {
							Value: &openapi3.Schema{
								Type: &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{
									Value: &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}},
								},
							},
						},
						"keys": {
							Value: &openapi3.Schema{
								Type: &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{
									Value: &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}},
								},
							},
						},
						"numbers": {
							Value: &openapi3.Schema{
								Type: &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{
									Value: &openapi3.Schema{
										Type:     &openapi3.Types{"object"},
										Required: []string{"seq", "id", "phone_number", "owner", "created_at"},
										Properties: openapi3.Schemas{
											"created_at":   {Ref: "#/components/schemas/ExactTime", Value: schemaExactTime},
											"id":           {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
											"owner":        {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
											"phone_number": {Ref: "#/components/schemas/MSISDN", Value: schemaMSISDN},
											"seq":          {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(1))}},
										},
										AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))},
									},
								},
							},
						},
						"partners": {
							Value: &openapi3.Schema{
								Type: &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{
									Value: &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}},
								},
							},
						},
						"tokens": {
							Value: &openapi3.Schema{
								Type: &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{
									Value: &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}},
								},
							},
						},
						"tombstones": {
							Value: &openapi3.Schema{
								Type:  &openapi3.Types{"array"},
								Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
						},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))},
				},
			},
			"streams": {
				Value: &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}},
			},
			"timeline_done": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"version":       {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Enum: []any{1}}},
			"world":         {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaSnapshotDiff := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"data", "truncated"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type:     &openapi3.Types{"array"},
					MaxItems: new(uint64(1000)),
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"path", "from", "to"},
							Properties: openapi3.Schemas{
								"from": {Value: &openapi3.Schema{Nullable: true}},
								"path": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
								"to":   {Value: &openapi3.Schema{Nullable: true}},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"truncated": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaSnapshotPair := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"from"},
		Properties: openapi3.Schemas{
			"from": {Ref: "#/components/schemas/Snapshot", Value: schemaSnapshot},
			"to":   {Ref: "#/components/schemas/Snapshot", Value: schemaSnapshot},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaWorld := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"name", "scenario", "seed", "mode", "now", "started_at"},
		Properties: openapi3.Schemas{
			"mode":       {Ref: "#/components/schemas/ClockMode", Value: schemaClockMode},
			"name":       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"now":        {Ref: "#/components/schemas/Time", Value: schemaTime},
			"scenario":   {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"seed":       {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
			"started_at": {Ref: "#/components/schemas/Time", Value: schemaTime},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaWorldInput := &openapi3.Schema{
		Type: &openapi3.Types{"object"},
		Properties: openapi3.Schemas{
			"scenario": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: true, MinLength: 1}},
			"seed":     {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Nullable: true, Min: new(float64(0))}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaWorldList := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"data"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/World", Value: schemaWorld},
				},
			},
			"next": {Ref: "#/components/schemas/Next", Value: schemaNext},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	parameterAfter := &openapi3.Parameter{
		Name:   "after",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
	}
	parameterAfterInert := &openapi3.Parameter{
		Name:   "after",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
	}
	parameterApi := &openapi3.Parameter{
		Name:   "api",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"meta", "360dialog"}}},
	}
	parameterBusiness := &openapi3.Parameter{
		Name:   "business",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
	}
	parameterConforms := &openapi3.Parameter{
		Name:   "conforms",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
	}
	parameterDocument := &openapi3.Parameter{
		Name:     "document",
		In:       "path",
		Required: true,
		Schema:   &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
	}
	parameterError := &openapi3.Parameter{
		Name:   "error",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
	}
	parameterFault := &openapi3.Parameter{
		Name:   "fault",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
	}
	parameterId := &openapi3.Parameter{
		Name:     "id",
		In:       "path",
		Required: true,
		Schema:   &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
	}
	parameterLimit := &openapi3.Parameter{
		Name:   "limit",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(1)), Max: new(float64(10000))}},
	}
	parameterLimitInert := &openapi3.Parameter{
		Name:   "limit",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(1)), Max: new(float64(10000))}},
	}
	parameterMethod := &openapi3.Parameter{
		Name:   "method",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
	}
	parameterName := &openapi3.Parameter{
		Name:     "name",
		In:       "path",
		Required: true,
		Schema:   &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
	}
	parameterNumberid := &openapi3.Parameter{
		Name:   "number_id",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
	}
	parameterOperation := &openapi3.Parameter{
		Name:   "operation",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
	}
	parameterOrigin := &openapi3.Parameter{
		Name:   "origin",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"client", "360dialog"}}},
	}
	parameterOutcome := &openapi3.Parameter{
		Name: "outcome",
		In:   "query",
		Schema: &openapi3.SchemaRef{
			Value: &openapi3.Schema{
				Type: &openapi3.Types{"string"},
				Enum: []any{"replied", "reset", "closed", "hung", "dropped", "truncated", "garbage", "slow"},
			},
		},
	}
	parameterParent := &openapi3.Parameter{
		Name:   "parent",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
	}
	parameterPartner := &openapi3.Parameter{
		Name:   "partner",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
	}
	parameterPhonenumber := &openapi3.Parameter{
		Name:   "phone_number",
		In:     "query",
		Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
	}
	parameterRecord := &openapi3.Parameter{
		Name:     "id",
		In:       "path",
		Required: true,
		Schema:   &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
	}
	parameterRefusedby := &openapi3.Parameter{
		Name:   "refused_by",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
	}
	parameterSince := &openapi3.Parameter{
		Name:   "since",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
	}
	parameterStatus := &openapi3.Parameter{
		Name:   "status",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^([1-5][0-9][0-9]|[1-5][xX][xX])$"}},
	}
	parameterWait := &openapi3.Parameter{
		Name:   "wait",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
	}
	parameterWorld := &openapi3.Parameter{
		Name:     "world",
		In:       "path",
		Required: true,
		Schema:   &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[A-Za-z0-9._-]{1,64}$"}},
	}
	responseBadRequest := &openapi3.Response{
		Content: openapi3.Content{
			"application/problem+json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Problem", Value: schemaProblem}},
		},
	}
	responseConflict := &openapi3.Response{
		Content: openapi3.Content{
			"application/problem+json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Problem", Value: schemaProblem}},
		},
	}
	responseForeignOrigin := &openapi3.Response{
		Content: openapi3.Content{
			"application/problem+json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Problem", Value: schemaProblem}},
		},
	}
	responseInternal := &openapi3.Response{
		Content: openapi3.Content{
			"application/problem+json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Problem", Value: schemaProblem}},
		},
	}
	responseNotFound := &openapi3.Response{
		Content: openapi3.Content{
			"application/problem+json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Problem", Value: schemaProblem}},
		},
	}
	responseTooLarge := &openapi3.Response{
		Content: openapi3.Content{
			"application/problem+json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Problem", Value: schemaProblem}},
		},
	}
	responseUnauthorized := &openapi3.Response{
		Content: openapi3.Content{
			"application/problem+json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Problem", Value: schemaProblem}},
		},
	}
	responseUnavailable := &openapi3.Response{
		Content: openapi3.Content{
			"application/problem+json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Problem", Value: schemaProblem}},
		},
	}
	responseUnprocessable := &openapi3.Response{
		Content: openapi3.Content{
			"application/problem+json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Problem", Value: schemaProblem}},
		},
	}
	responseUnsupportedMediaType := &openapi3.Response{
		Content: openapi3.Content{
			"application/problem+json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Problem", Value: schemaProblem}},
		},
	}
	return &openapi3.T{
		OpenAPI: "3.0.3",
		Components: &openapi3.Components{
			Schemas: openapi3.Schemas{
				"Clock":           {Value: schemaClock},
				"ClockMode":       {Value: schemaClockMode},
				"ClockMove":       {Value: schemaClockMove},
				"ClockMoved":      {Value: schemaClockMoved},
				"Code":            {Value: schemaCode},
				"CodeList":        {Value: schemaCodeList},
				"Count":           {Value: schemaCount},
				"Coverage":        {Value: schemaCoverage},
				"Dialect":         {Value: schemaDialect},
				"Duration":        {Value: schemaDuration},
				"ErrorBody":       {Value: schemaErrorBody},
				"ErrorEntry":      {Value: schemaErrorEntry},
				"ErrorList":       {Value: schemaErrorList},
				"Event":           {Value: schemaEvent},
				"EventDone":       {Value: schemaEventDone},
				"ExactTime":       {Value: schemaExactTime},
				"ExhaustInput":    {Value: schemaExhaustInput},
				"Fault":           {Value: schemaFault},
				"FaultAction":     {Value: schemaFaultAction},
				"FaultList":       {Value: schemaFaultList},
				"FaultMatch":      {Value: schemaFaultMatch},
				"FaultRule":       {Value: schemaFaultRule},
				"FaultSwitch":     {Value: schemaFaultSwitch},
				"FaultTrigger":    {Value: schemaFaultTrigger},
				"Headers":         {Value: schemaHeaders},
				"Health":          {Value: schemaHealth},
				"Latency":         {Value: schemaLatency},
				"Limit":           {Value: schemaLimit},
				"LimitList":       {Value: schemaLimitList},
				"LimitOperations": {Value: schemaLimitOperations},
				"LimitRule":       {Value: schemaLimitRule},
				"LimitsInput":     {Value: schemaLimitsInput},
				"MSISDN":          {Value: schemaMSISDN},
				"Next":            {Value: schemaNext},
				"Number":          {Value: schemaNumber},
				"NumberInput":     {Value: schemaNumberInput},
				"NumberList":      {Value: schemaNumberList},
				"OpenAPI":         {Value: schemaOpenAPI},
				"Operation":       {Value: schemaOperation},
				"OperationList":   {Value: schemaOperationList},
				"PhoneInput":      {Value: schemaPhoneInput},
				"Problem":         {Value: schemaProblem},
				"Record":          {Value: schemaRecord},
				"RecordList":      {Value: schemaRecordList},
				"Rendering":       {Value: schemaRendering},
				"RenderingOrNull": {Value: schemaRenderingOrNull},
				"Report":          {Value: schemaReport},
				"Scenario":        {Value: schemaScenario},
				"ScenarioList":    {Value: schemaScenarioList},
				"ScenarioName":    {Value: schemaScenarioName},
				"ScenarioSource":  {Value: schemaScenarioSource},
				"Snapshot":        {Value: schemaSnapshot},
				"SnapshotDiff":    {Value: schemaSnapshotDiff},
				"SnapshotPair":    {Value: schemaSnapshotPair},
				"Source":          {Value: schemaSource},
				"Status":          {Value: schemaStatus},
				"Switch":          {Value: schemaSwitch},
				"Time":            {Value: schemaTime},
				"TimeOrNull":      {Value: schemaTimeOrNull},
				"Violation":       {Value: schemaViolation},
				"World":           {Value: schemaWorld},
				"WorldInput":      {Value: schemaWorldInput},
				"WorldList":       {Value: schemaWorldList},
			},
			Parameters: openapi3.ParametersMap{
				"after":        {Value: parameterAfter},
				"afterInert":   {Value: parameterAfterInert},
				"api":          {Value: parameterApi},
				"business":     {Value: parameterBusiness},
				"conforms":     {Value: parameterConforms},
				"document":     {Value: parameterDocument},
				"error":        {Value: parameterError},
				"fault":        {Value: parameterFault},
				"id":           {Value: parameterId},
				"limit":        {Value: parameterLimit},
				"limitInert":   {Value: parameterLimitInert},
				"method":       {Value: parameterMethod},
				"name":         {Value: parameterName},
				"number_id":    {Value: parameterNumberid},
				"operation":    {Value: parameterOperation},
				"origin":       {Value: parameterOrigin},
				"outcome":      {Value: parameterOutcome},
				"parent":       {Value: parameterParent},
				"partner":      {Value: parameterPartner},
				"phone_number": {Value: parameterPhonenumber},
				"record":       {Value: parameterRecord},
				"refused_by":   {Value: parameterRefusedby},
				"since":        {Value: parameterSince},
				"status":       {Value: parameterStatus},
				"wait":         {Value: parameterWait},
				"world":        {Value: parameterWorld},
			},
			Responses: openapi3.ResponseBodies{
				"BadRequest":           {Value: responseBadRequest},
				"Conflict":             {Value: responseConflict},
				"ForeignOrigin":        {Value: responseForeignOrigin},
				"Internal":             {Value: responseInternal},
				"NotFound":             {Value: responseNotFound},
				"TooLarge":             {Value: responseTooLarge},
				"Unauthorized":         {Value: responseUnauthorized},
				"Unavailable":          {Value: responseUnavailable},
				"Unprocessable":        {Value: responseUnprocessable},
				"UnsupportedMediaType": {Value: responseUnsupportedMediaType},
			},
		},
		Paths: openapi3.NewPaths(
			openapi3.WithPath("/ca.pem", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read the CA of a self-made certificate",
					OperationID: "getCA",
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{Value: &openapi3.Response{Content: openapi3.Content{"application/x-pem-file": {}}}}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
					),
				},
			}),
			openapi3.WithPath("/clock", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read the clock",
					OperationID: "getClock",
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Clock", Value: schemaClock}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
				Post: &openapi3.Operation{
					Summary:     "Move, freeze or release the clock",
					OperationID: "moveClock",
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content: openapi3.Content{
								"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/ClockMove", Value: schemaClockMove}},
							},
						},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/ClockMoved", Value: schemaClockMoved}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(413, &openapi3.ResponseRef{Ref: "#/components/responses/TooLarge", Value: responseTooLarge}),
						openapi3.WithStatus(415, &openapi3.ResponseRef{Ref: "#/components/responses/UnsupportedMediaType", Value: responseUnsupportedMediaType}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/codes", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read the inbox of codes",
					OperationID: "listCodes",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/phone_number", Value: parameterPhonenumber},
						{Ref: "#/components/parameters/number_id", Value: parameterNumberid},
						{
							Value: &openapi3.Parameter{
								Name: "state",
								In:   "query",
								Schema: &openapi3.SchemaRef{
									Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"pending", "used", "expired", "voided", "undelivered"}},
								},
							},
						},
						{Ref: "#/components/parameters/limit", Value: parameterLimit},
						{Ref: "#/components/parameters/after", Value: parameterAfter},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/CodeList", Value: schemaCodeList}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/codes/latest", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read the newest delivered code",
					OperationID: "latestCode",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/phone_number", Value: parameterPhonenumber},
						{Ref: "#/components/parameters/number_id", Value: parameterNumberid},
						{
							Value: &openapi3.Parameter{
								Name:   "since",
								In:     "query",
								Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
							},
						},
						{Ref: "#/components/parameters/wait", Value: parameterWait},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Code", Value: schemaCode}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/coverage", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Tell what was reached, and what never",
					OperationID: "getCoverage",
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Coverage", Value: schemaCoverage}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/errors", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "List the catalogue of failures",
					OperationID: "listErrors",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/limitInert", Value: parameterLimitInert},
						{Ref: "#/components/parameters/afterInert", Value: parameterAfterInert},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/ErrorList", Value: schemaErrorList}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
					),
				},
			}),
			openapi3.WithPath("/events", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Summary:     "Let something happen",
					OperationID: "postEvent",
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content:  openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Event", Value: schemaEvent}}},
						},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/EventDone", Value: schemaEventDone}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(409, &openapi3.ResponseRef{Ref: "#/components/responses/Conflict", Value: responseConflict}),
						openapi3.WithStatus(413, &openapi3.ResponseRef{Ref: "#/components/responses/TooLarge", Value: responseTooLarge}),
						openapi3.WithStatus(415, &openapi3.ResponseRef{Ref: "#/components/responses/UnsupportedMediaType", Value: responseUnsupportedMediaType}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/faults", &openapi3.PathItem{
				Delete: &openapi3.Operation{
					Summary:     "Remove all fault rules",
					OperationID: "clearFaults",
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(204, &openapi3.ResponseRef{Value: &openapi3.Response{}}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
				Get: &openapi3.Operation{
					Summary:     "List the fault rules",
					OperationID: "listFaults",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/limit", Value: parameterLimit},
						{Ref: "#/components/parameters/after", Value: parameterAfter},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/FaultList", Value: schemaFaultList}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
				Post: &openapi3.Operation{
					Summary:     "Put a fault rule in place",
					OperationID: "addFault",
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content: openapi3.Content{
								"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/FaultRule", Value: schemaFaultRule}},
							},
						},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(201, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Fault", Value: schemaFault}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(413, &openapi3.ResponseRef{Ref: "#/components/responses/TooLarge", Value: responseTooLarge}),
						openapi3.WithStatus(415, &openapi3.ResponseRef{Ref: "#/components/responses/UnsupportedMediaType", Value: responseUnsupportedMediaType}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/faults/{name}", &openapi3.PathItem{
				Delete: &openapi3.Operation{
					Summary:     "Remove a fault rule",
					OperationID: "removeFault",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/name", Value: parameterName}},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(204, &openapi3.ResponseRef{Value: &openapi3.Response{}}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
				Put: &openapi3.Operation{
					Summary:     "Switch a fault rule off, or on again",
					OperationID: "switchFault",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/name", Value: parameterName}},
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content: openapi3.Content{
								"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/FaultSwitch", Value: schemaFaultSwitch}},
							},
						},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Fault", Value: schemaFault}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(413, &openapi3.ResponseRef{Ref: "#/components/responses/TooLarge", Value: responseTooLarge}),
						openapi3.WithStatus(415, &openapi3.ResponseRef{Ref: "#/components/responses/UnsupportedMediaType", Value: responseUnsupportedMediaType}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/health", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Tell that the process answers",
					OperationID: "getHealth",
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Health", Value: schemaHealth}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
					),
				},
			}),
			openapi3.WithPath("/limits", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "List the limits with their usage",
					OperationID: "listLimits",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/limit", Value: parameterLimit},
						{Ref: "#/components/parameters/after", Value: parameterAfter},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/LimitList", Value: schemaLimitList}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
				Put: &openapi3.Operation{
					Summary:     "Replace the limits",
					OperationID: "putLimits",
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content: openapi3.Content{
								"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/LimitsInput", Value: schemaLimitsInput}},
							},
						},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/LimitList", Value: schemaLimitList}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(413, &openapi3.ResponseRef{Ref: "#/components/responses/TooLarge", Value: responseTooLarge}),
						openapi3.WithStatus(415, &openapi3.ResponseRef{Ref: "#/components/responses/UnsupportedMediaType", Value: responseUnsupportedMediaType}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/limits/{name}/exhaust", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Summary:     "Fill a limit",
					OperationID: "exhaustLimit",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/name", Value: parameterName}},
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Content: openapi3.Content{
								"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/ExhaustInput", Value: schemaExhaustInput}},
							},
						},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Limit", Value: schemaLimit}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(413, &openapi3.ResponseRef{Ref: "#/components/responses/TooLarge", Value: responseTooLarge}),
						openapi3.WithStatus(415, &openapi3.ResponseRef{Ref: "#/components/responses/UnsupportedMediaType", Value: responseUnsupportedMediaType}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/metrics", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read the counters of the whole process",
					OperationID: "getMetrics",
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{Value: &openapi3.Response{Content: openapi3.Content{"text/plain": {}}}}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
					),
				},
			}),
			openapi3.WithPath("/numbers", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "List the numbers of all businesses",
					OperationID: "listNumbers",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/phone_number", Value: parameterPhonenumber},
						{
							Value: &openapi3.Parameter{
								Name:   "status",
								In:     "query",
								Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"NOT_VERIFIED", "VERIFIED", "EXPIRED"}}},
							},
						},
						{
							Value: &openapi3.Parameter{
								Name:   "include",
								In:     "query",
								Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"deleted"}}},
							},
						},
						{Ref: "#/components/parameters/limit", Value: parameterLimit},
						{Ref: "#/components/parameters/after", Value: parameterAfter},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/NumberList", Value: schemaNumberList}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
				Post: &openapi3.Operation{
					Summary:     "Put a number into the world",
					OperationID: "addNumber",
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content: openapi3.Content{
								"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/NumberInput", Value: schemaNumberInput}},
							},
						},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(201, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Number", Value: schemaNumber}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(409, &openapi3.ResponseRef{Ref: "#/components/responses/Conflict", Value: responseConflict}),
						openapi3.WithStatus(413, &openapi3.ResponseRef{Ref: "#/components/responses/TooLarge", Value: responseTooLarge}),
						openapi3.WithStatus(415, &openapi3.ResponseRef{Ref: "#/components/responses/UnsupportedMediaType", Value: responseUnsupportedMediaType}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/numbers/{id}", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read a number",
					OperationID: "getNumber",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/id", Value: parameterId}},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Number", Value: schemaNumber}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/openapi/{document}", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read a bundled OpenAPI document",
					OperationID: "getDocument",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/document", Value: parameterDocument}},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/OpenAPI", Value: schemaOpenAPI}},
									"application/yaml": {},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
					),
				},
			}),
			openapi3.WithPath("/operations", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "List the vendors' operations",
					OperationID: "listOperations",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/limitInert", Value: parameterLimitInert},
						{Ref: "#/components/parameters/afterInert", Value: parameterAfterInert},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/OperationList", Value: schemaOperationList}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
					),
				},
			}),
			openapi3.WithPath("/requests", &openapi3.PathItem{
				Delete: &openapi3.Operation{
					Summary:     "Forget all records",
					OperationID: "clearRequests",
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(204, &openapi3.ResponseRef{Value: &openapi3.Response{}}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
				Get: &openapi3.Operation{
					Summary:     "Read the journal",
					OperationID: "listRequests",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/operation", Value: parameterOperation},
						{Ref: "#/components/parameters/api", Value: parameterApi},
						{Ref: "#/components/parameters/method", Value: parameterMethod},
						{Ref: "#/components/parameters/status", Value: parameterStatus},
						{Ref: "#/components/parameters/origin", Value: parameterOrigin},
						{Ref: "#/components/parameters/parent", Value: parameterParent},
						{Ref: "#/components/parameters/fault", Value: parameterFault},
						{Ref: "#/components/parameters/refused_by", Value: parameterRefusedby},
						{Ref: "#/components/parameters/error", Value: parameterError},
						{Ref: "#/components/parameters/outcome", Value: parameterOutcome},
						{Ref: "#/components/parameters/conforms", Value: parameterConforms},
						{Ref: "#/components/parameters/number_id", Value: parameterNumberid},
						{Ref: "#/components/parameters/phone_number", Value: parameterPhonenumber},
						{Ref: "#/components/parameters/business", Value: parameterBusiness},
						{Ref: "#/components/parameters/partner", Value: parameterPartner},
						{Ref: "#/components/parameters/since", Value: parameterSince},
						{Ref: "#/components/parameters/limit", Value: parameterLimit},
						{Ref: "#/components/parameters/after", Value: parameterAfter},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/RecordList", Value: schemaRecordList}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/requests/count", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Count records",
					OperationID: "countRequests",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/operation", Value: parameterOperation},
						{Ref: "#/components/parameters/api", Value: parameterApi},
						{Ref: "#/components/parameters/method", Value: parameterMethod},
						{Ref: "#/components/parameters/status", Value: parameterStatus},
						{Ref: "#/components/parameters/origin", Value: parameterOrigin},
						{Ref: "#/components/parameters/parent", Value: parameterParent},
						{Ref: "#/components/parameters/fault", Value: parameterFault},
						{Ref: "#/components/parameters/refused_by", Value: parameterRefusedby},
						{Ref: "#/components/parameters/error", Value: parameterError},
						{Ref: "#/components/parameters/outcome", Value: parameterOutcome},
						{Ref: "#/components/parameters/conforms", Value: parameterConforms},
						{Ref: "#/components/parameters/number_id", Value: parameterNumberid},
						{Ref: "#/components/parameters/phone_number", Value: parameterPhonenumber},
						{Ref: "#/components/parameters/business", Value: parameterBusiness},
						{Ref: "#/components/parameters/partner", Value: parameterPartner},
						{Ref: "#/components/parameters/since", Value: parameterSince},
						{
							Value: &openapi3.Parameter{
								Name:   "min",
								In:     "query",
								Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(1)), Max: new(float64(1e+06))}},
							},
						},
						{Ref: "#/components/parameters/wait", Value: parameterWait},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Count", Value: schemaCount}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/requests/stream", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Follow the journal",
					OperationID: "streamRequests",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/operation", Value: parameterOperation},
						{Ref: "#/components/parameters/api", Value: parameterApi},
						{Ref: "#/components/parameters/method", Value: parameterMethod},
						{Ref: "#/components/parameters/status", Value: parameterStatus},
						{Ref: "#/components/parameters/origin", Value: parameterOrigin},
						{Ref: "#/components/parameters/parent", Value: parameterParent},
						{Ref: "#/components/parameters/fault", Value: parameterFault},
						{Ref: "#/components/parameters/refused_by", Value: parameterRefusedby},
						{Ref: "#/components/parameters/error", Value: parameterError},
						{Ref: "#/components/parameters/outcome", Value: parameterOutcome},
						{Ref: "#/components/parameters/conforms", Value: parameterConforms},
						{Ref: "#/components/parameters/number_id", Value: parameterNumberid},
						{Ref: "#/components/parameters/phone_number", Value: parameterPhonenumber},
						{Ref: "#/components/parameters/business", Value: parameterBusiness},
						{Ref: "#/components/parameters/partner", Value: parameterPartner},
						{Ref: "#/components/parameters/since", Value: parameterSince},
						{
							Value: &openapi3.Parameter{
								Name:   "Last-Event-ID",
								In:     "header",
								Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^r[1-9][0-9]*$"}},
							},
						},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{Value: &openapi3.Response{Content: openapi3.Content{"text/event-stream": {}}}}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/requests/{id}", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read one record",
					OperationID: "getRequest",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/record", Value: parameterRecord}},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Record", Value: schemaRecord}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/reset", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Summary:     "Start the world anew",
					OperationID: "resetWorld",
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(204, &openapi3.ResponseRef{Value: &openapi3.Response{}}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/scenario", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read the scenario of the world",
					OperationID: "getScenario",
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Scenario", Value: schemaScenario}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
				Put: &openapi3.Operation{
					Summary:     "Start the world anew from another scenario",
					OperationID: "putScenario",
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content: openapi3.Content{
								"application/json":   {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/ScenarioSource", Value: schemaScenarioSource}},
								"application/x-yaml": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/ScenarioSource", Value: schemaScenarioSource}},
								"application/yaml":   {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/ScenarioSource", Value: schemaScenarioSource}},
								"text/yaml":          {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/ScenarioSource", Value: schemaScenarioSource}},
							},
						},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Scenario", Value: schemaScenario}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(413, &openapi3.ResponseRef{Ref: "#/components/responses/TooLarge", Value: responseTooLarge}),
						openapi3.WithStatus(415, &openapi3.ResponseRef{Ref: "#/components/responses/UnsupportedMediaType", Value: responseUnsupportedMediaType}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/scenarios", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "List the library of scenarios",
					OperationID: "listScenarios",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/limitInert", Value: parameterLimitInert},
						{Ref: "#/components/parameters/afterInert", Value: parameterAfterInert},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/ScenarioList", Value: schemaScenarioList}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
					),
				},
			}),
			openapi3.WithPath("/snapshot", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Write the whole world down",
					OperationID: "getSnapshot",
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Snapshot", Value: schemaSnapshot}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
				Put: &openapi3.Operation{
					Summary:     "Put the world of a snapshot in the place of this one",
					OperationID: "putSnapshot",
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content:  openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Snapshot", Value: schemaSnapshot}}},
						},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/World", Value: schemaWorld}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(413, &openapi3.ResponseRef{Ref: "#/components/responses/TooLarge", Value: responseTooLarge}),
						openapi3.WithStatus(415, &openapi3.ResponseRef{Ref: "#/components/responses/UnsupportedMediaType", Value: responseUnsupportedMediaType}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/snapshot/diff", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Summary:     "List the places in which two snapshots differ",
					OperationID: "diffSnapshots",
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content: openapi3.Content{
								"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/SnapshotPair", Value: schemaSnapshotPair}},
							},
						},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/SnapshotDiff", Value: schemaSnapshotDiff}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(413, &openapi3.ResponseRef{Ref: "#/components/responses/TooLarge", Value: responseTooLarge}),
						openapi3.WithStatus(415, &openapi3.ResponseRef{Ref: "#/components/responses/UnsupportedMediaType", Value: responseUnsupportedMediaType}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/verify", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Summary:     "Check what the scenario expects",
					OperationID: "verifyWorld",
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Report", Value: schemaReport}},
									"application/xml":  {},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/worlds", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "List the worlds",
					OperationID: "listWorlds",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/limit", Value: parameterLimit},
						{Ref: "#/components/parameters/after", Value: parameterAfter},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/WorldList", Value: schemaWorldList}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
					),
				},
			}),
			openapi3.WithPath("/worlds/{world}", &openapi3.PathItem{
				Delete: &openapi3.Operation{
					Summary:     "End a world",
					OperationID: "endWorld",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/world", Value: parameterWorld}},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(204, &openapi3.ResponseRef{Value: &openapi3.Response{}}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
					),
				},
				Put: &openapi3.Operation{
					Summary:     "Create a world, or create it anew",
					OperationID: "putWorld",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/world", Value: parameterWorld}},
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Content: openapi3.Content{
								"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/WorldInput", Value: schemaWorldInput}},
							},
						},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/World", Value: schemaWorld}}},
							},
						}),
						openapi3.WithStatus(201, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/World", Value: schemaWorld}}},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(413, &openapi3.ResponseRef{Ref: "#/components/responses/TooLarge", Value: responseTooLarge}),
						openapi3.WithStatus(415, &openapi3.ResponseRef{Ref: "#/components/responses/UnsupportedMediaType", Value: responseUnsupportedMediaType}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
		),
	}
}
