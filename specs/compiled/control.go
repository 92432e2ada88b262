// Code generated from specs/control.yaml by go generate ./specs/compiled; DO NOT EDIT.

package compiled

import "github.com/getkin/kin-openapi/openapi3"

// Control is specs/control.yaml without its prose.
func Control() *openapi3.T {
	type1 := &openapi3.Types{"object"}
	type2 := &openapi3.Types{"string"}
	plain3 := &openapi3.Schema{Type: type2}
	type4 := &openapi3.Types{"integer"}
	plain5 := &openapi3.Schema{Type: type4, Min: new(float64(0))}
	schemaBuilding := &openapi3.Schema{
		Type:     type1,
		Required: []string{"name", "scenario", "from", "placed", "numbers", "percent"},
		Properties: openapi3.Schemas{
			"from":     {Value: &openapi3.Schema{Type: type2, Enum: []any{"scenario", "snapshot"}}},
			"name":     {Value: plain3},
			"numbers":  {Value: &openapi3.Schema{Type: type4, Min: new(float64(0))}},
			"percent":  {Value: &openapi3.Schema{Type: type4, Min: new(float64(0)), Max: new(float64(100))}},
			"placed":   {Value: plain5},
			"scenario": {Value: plain3},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaClockMode := &openapi3.Schema{Type: type2, Enum: []any{"running", "frozen"}}
	schemaTime := &openapi3.Schema{Type: type2, Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$`}
	schemaClock := &openapi3.Schema{
		Type:     type1,
		Required: []string{"now", "mode"},
		Properties: openapi3.Schemas{
			"mode": {Ref: "#/components/schemas/ClockMode", Value: schemaClockMode},
			"now":  {Ref: "#/components/schemas/Time", Value: schemaTime},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaDuration := &openapi3.Schema{Type: type2, Pattern: "^([0-9]+(ms|s|m|h|d|w))+$"}
	schemaClockMove := &openapi3.Schema{
		Type: type1,
		Properties: openapi3.Schemas{
			"advance": {Ref: "#/components/schemas/Duration", Value: schemaDuration},
			"at":      {Value: &openapi3.Schema{Type: type2, MinLength: 1}},
			"mode":    {Ref: "#/components/schemas/ClockMode", Value: schemaClockMode},
		},
		MinProps:             1,
		MaxProps:             new(uint64(1)),
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	type6 := &openapi3.Types{"array"}
	schemaMSISDN := &openapi3.Schema{Type: type2, Pattern: "^[0-9]{1,40}$"}
	schemaClockMoved := &openapi3.Schema{
		Type:     type1,
		Required: []string{"now", "mode", "settled"},
		Properties: openapi3.Schemas{
			"mode": {Ref: "#/components/schemas/ClockMode", Value: schemaClockMode},
			"now":  {Ref: "#/components/schemas/Time", Value: schemaTime},
			"settled": {
				Value: &openapi3.Schema{
					Type: type6,
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     type1,
							Required: []string{"at", "event"},
							Properties: openapi3.Schemas{
								"at":           {Ref: "#/components/schemas/Time", Value: schemaTime},
								"detail":       {Value: plain3},
								"event":        {Value: plain3},
								"number_id":    {Value: plain3},
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
	schemaTimeOrNull := &openapi3.Schema{Type: type2, Nullable: true, Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$`}
	schemaCode := &openapi3.Schema{
		Type: type1,
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
			"attempts":     {Value: plain5},
			"code":         {Value: &openapi3.Schema{Type: type2, Pattern: "^[0-9]+$"}},
			"delivered_at": {Ref: "#/components/schemas/TimeOrNull", Value: schemaTimeOrNull},
			"expires_at":   {Ref: "#/components/schemas/Time", Value: schemaTime},
			"issued_at":    {Ref: "#/components/schemas/Time", Value: schemaTime},
			"language":     {Value: plain3},
			"method":       {Value: plain3},
			"number_id":    {Value: plain3},
			"phone_number": {Ref: "#/components/schemas/MSISDN", Value: schemaMSISDN},
			"state":        {Value: &openapi3.Schema{Type: type2, Enum: []any{"pending", "used", "expired", "voided", "undelivered"}}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain7 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Code", Value: schemaCode}}
	schemaNext := &openapi3.Schema{Type: type2, MinLength: 1}
	schemaCodeList := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"data"},
		Properties:           openapi3.Schemas{"data": {Value: plain7}, "next": {Ref: "#/components/schemas/Next", Value: schemaNext}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaCount := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"count"},
		Properties:           openapi3.Schemas{"count": {Value: plain5}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	type8 := &openapi3.Types{"boolean"}
	plain9 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Value: plain3}}
	plain10 := &openapi3.Schema{Type: type4}
	type11 := &openapi3.Types{"number"}
	schemaCoverage := &openapi3.Schema{
		Type:     type1,
		Required: []string{"percent", "reached", "reachable", "operations", "errors", "transitions", "faults", "never"},
		Properties: openapi3.Schemas{
			"errors": {
				Value: &openapi3.Schema{
					Type: type6,
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:                 type1,
							Required:             []string{"id", "count", "reachable"},
							Properties:           openapi3.Schemas{"count": {Value: plain5}, "id": {Value: plain3}, "reachable": {Value: &openapi3.Schema{Type: type8}}},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"faults": {
				Value: &openapi3.Schema{
					Type: type6,
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:                 type1,
							Required:             []string{"name", "matched", "acted"},
							Properties:           openapi3.Schemas{"acted": {Value: plain5}, "matched": {Value: plain5}, "name": {Value: plain3}},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"never": {
				Value: &openapi3.Schema{
					Type:     type1,
					Required: []string{"answers", "errors", "transitions", "faults"},
					Properties: openapi3.Schemas{
						"answers": {
							Value: &openapi3.Schema{
								Type: type6,
								Items: &openapi3.SchemaRef{
									Value: &openapi3.Schema{
										Type:                 type1,
										Required:             []string{"operation", "status"},
										Properties:           openapi3.Schemas{"operation": {Value: plain3}, "status": {Value: &openapi3.Schema{Type: type4}}},
										AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
									},
								},
							},
						},
						"errors":      {Value: plain9},
						"faults":      {Value: plain9},
						"transitions": {Value: plain9},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"operations": {
				Value: &openapi3.Schema{
					Type: type6,
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     type1,
							Required: []string{"operation", "answers"},
							Properties: openapi3.Schemas{
								"answers": {
									Value: &openapi3.Schema{
										Type: type6,
										Items: &openapi3.SchemaRef{
											Value: &openapi3.Schema{
												Type:                 type1,
												Required:             []string{"status", "count"},
												Properties:           openapi3.Schemas{"count": {Value: plain5}, "status": {Value: plain10}},
												AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
											},
										},
									},
								},
								"operation": {Value: plain3},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"percent":   {Value: &openapi3.Schema{Type: type11, Min: new(float64(0)), Max: new(float64(100))}},
			"reachable": {Value: plain5},
			"reached":   {Value: plain5},
			"transitions": {
				Value: &openapi3.Schema{
					Type: type6,
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:                 type1,
							Required:             []string{"name", "count"},
							Properties:           openapi3.Schemas{"count": {Value: plain5}, "name": {Value: plain3}},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaDialect := &openapi3.Schema{Type: type2, Enum: []any{"documented", "observed"}}
	schemaErrorBody := &openapi3.Schema{Type: type1, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}}
	schemaSource := &openapi3.Schema{Type: type2, Enum: []any{"seed", "openapi", "docs", "observed", "inferred"}}
	schemaRendering := &openapi3.Schema{
		Type:     type1,
		Required: []string{"status", "body", "source", "where"},
		Properties: openapi3.Schemas{
			"body": {Ref: "#/components/schemas/ErrorBody", Value: schemaErrorBody},
			"headers": {
				Value: &openapi3.Schema{Type: type1, AdditionalProperties: openapi3.BoolSchema{Schema: &openapi3.SchemaRef{Value: plain3}}},
			},
			"per_operation": {
				Value: &openapi3.Schema{
					Type: type6,
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     type1,
							Required: []string{"operation", "status", "body", "source", "where"},
							Properties: openapi3.Schemas{
								"body":      {Ref: "#/components/schemas/ErrorBody", Value: schemaErrorBody},
								"operation": {Value: plain3},
								"source":    {Ref: "#/components/schemas/Source", Value: schemaSource},
								"status":    {Value: plain10},
								"where":     {Value: plain3},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"source": {Ref: "#/components/schemas/Source", Value: schemaSource},
			"status": {Value: plain10},
			"where":  {Value: plain3},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaRenderingOrNull := &openapi3.Schema{AllOf: openapi3.SchemaRefs{{Ref: "#/components/schemas/Rendering", Value: schemaRendering}}, Nullable: true}
	plain12 := &openapi3.Schema{Type: type8}
	schemaErrorEntry := &openapi3.Schema{
		Type:     type1,
		Required: []string{"id", "summary", "source", "where", "operations", "transient", "documented", "observed"},
		Properties: openapi3.Schemas{
			"documented": {Ref: "#/components/schemas/Rendering", Value: schemaRendering},
			"id":         {Value: plain3},
			"observed":   {Ref: "#/components/schemas/RenderingOrNull", Value: schemaRenderingOrNull},
			"operations": {Value: plain9},
			"source":     {Ref: "#/components/schemas/Source", Value: schemaSource},
			"summary":    {Value: plain3},
			"transient":  {Value: plain12},
			"where":      {Value: plain3},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain13 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Ref: "#/components/schemas/ErrorEntry", Value: schemaErrorEntry}}
	schemaSwitch := &openapi3.Schema{
		Type:     type1,
		Required: []string{"name", "values"},
		Properties: openapi3.Schemas{
			"name": {Value: plain3},
			"values": {
				Value: &openapi3.Schema{
					Type: type6,
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     type1,
							Required: []string{"value", "source", "where"},
							Properties: openapi3.Schemas{
								"source": {Ref: "#/components/schemas/Source", Value: schemaSource},
								"value":  {Value: plain3},
								"where":  {Value: plain3},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain14 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Switch", Value: schemaSwitch}}
	schemaErrorList := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"data", "switches"},
		Properties:           openapi3.Schemas{"data": {Value: plain13}, "switches": {Value: plain14}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain15 := &openapi3.Schema{Type: type1, AdditionalProperties: openapi3.BoolSchema{Schema: &openapi3.SchemaRef{Value: plain3}}}
	schemaLatency := &openapi3.Schema{
		OneOf: openapi3.SchemaRefs{
			{Ref: "#/components/schemas/Duration", Value: schemaDuration},
			{
				Value: &openapi3.Schema{
					Type: type1,
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
		Type: type1,
		Properties: openapi3.Schemas{
			"apply":      {Value: plain12},
			"body":       {Value: plain3},
			"connection": {Value: plain3},
			"deliver": {
				Value: &openapi3.Schema{
					OneOf: openapi3.SchemaRefs{
						{Value: plain3},
						{
							Value: &openapi3.Schema{
								Type:                 type1,
								Properties:           openapi3.Schemas{"late": {Ref: "#/components/schemas/Duration", Value: schemaDuration}, "outcome": {Value: plain3}},
								AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
							},
						},
					},
				},
			},
			"error":    {Value: plain3},
			"headers":  {Value: plain15},
			"latency":  {Ref: "#/components/schemas/Latency", Value: schemaLatency},
			"reply":    {Value: plain3},
			"status":   {Value: plain10},
			"violates": {Value: plain3},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaFaultMatch := &openapi3.Schema{
		Type: type1,
		Properties: openapi3.Schemas{
			"api":          {Value: plain3},
			"business":     {Value: plain3},
			"method":       {Value: plain3},
			"number_id":    {Value: plain3},
			"operation":    {Value: plain3},
			"origin":       {Value: plain3},
			"partner":      {Value: plain3},
			"phone_number": {Value: plain3},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaFaultTrigger := &openapi3.Schema{
		Type: type1,
		Properties: openapi3.Schemas{
			"after": {Ref: "#/components/schemas/Duration", Value: schemaDuration},
			"calls": {
				Value: &openapi3.Schema{
					OneOf: openapi3.SchemaRefs{{Value: plain10}, {Value: &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Value: plain10}}}},
				},
			},
			"every":       {Value: plain10},
			"from":        {Value: plain10},
			"probability": {Value: &openapi3.Schema{Type: type11}},
			"status":      {Value: plain3},
			"times":       {Value: plain10},
			"until":       {Ref: "#/components/schemas/Duration", Value: schemaDuration},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaFaultRule := &openapi3.Schema{
		Type:     type1,
		Required: []string{"do"},
		Properties: openapi3.Schemas{
			"do":   {Ref: "#/components/schemas/FaultAction", Value: schemaFaultAction},
			"name": {Value: plain3},
			"on":   {Ref: "#/components/schemas/FaultMatch", Value: schemaFaultMatch},
			"when": {Ref: "#/components/schemas/FaultTrigger", Value: schemaFaultTrigger},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaPhoneInput := &openapi3.Schema{Type: type2, MaxLength: new(uint64(40)), Pattern: "^[ +().-]*[0-9][0-9 ().-]*$"}
	plain16 := &openapi3.Schema{Type: type2, MinLength: 1}
	schemaEvent := &openapi3.Schema{
		Type: type1,
		Properties: openapi3.Schemas{
			"add_fault": {Ref: "#/components/schemas/FaultRule", Value: schemaFaultRule},
			"claim": {
				Value: &openapi3.Schema{
					OneOf: openapi3.SchemaRefs{
						{Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
						{
							Value: &openapi3.Schema{
								Type:                 type1,
								Required:             []string{"phone_number"},
								Properties:           openapi3.Schemas{"phone_number": {Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput}, "replace": {Value: plain12}},
								AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
							},
						},
					},
				},
			},
			"delete":       {Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
			"expire":       {Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
			"expire_token": {Value: plain16},
			"remove_fault": {Value: plain16},
			"replace":      {Value: plain12},
			"restore":      {Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
			"revoke_key":   {Value: plain16},
			"revoke_token": {Value: plain16},
			"set_dialect":  {Ref: "#/components/schemas/Dialect", Value: schemaDialect},
			"set_permissions": {
				Value: &openapi3.Schema{
					Type:                 type1,
					Required:             []string{"token", "permissions"},
					Properties:           openapi3.Schemas{"permissions": {Value: plain9}, "token": {Value: plain16}},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"verify": {Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
		},
		MinProps:             1,
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaEventDone := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"now", "applied"},
		Properties:           openapi3.Schemas{"applied": {Value: plain3}, "now": {Ref: "#/components/schemas/Time", Value: schemaTime}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaExactTime := &openapi3.Schema{Type: type2, Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z$`}
	schemaExhaustInput := &openapi3.Schema{
		Type:                 type1,
		Properties:           openapi3.Schemas{"key": {Value: &openapi3.Schema{Type: type2, Nullable: true, MinLength: 1}}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaFault := &openapi3.Schema{
		Type: type1,
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
			"acted":   {Value: plain5},
			"active":  {Value: plain12},
			"do":      {Ref: "#/components/schemas/FaultAction", Value: schemaFaultAction},
			"enabled": {Value: plain12},
			"matched": {Value: plain5},
			"missed":  {Value: &openapi3.Schema{Type: type2, Nullable: true}},
			"name":    {Value: plain16},
			"nearest_miss": {
				Value: &openapi3.Schema{
					Type:                 type1,
					Nullable:             true,
					Required:             []string{"request", "missing"},
					Properties:           openapi3.Schemas{"missing": {Value: plain9}, "request": {Value: plain3}},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"on":        {Ref: "#/components/schemas/FaultMatch", Value: schemaFaultMatch},
			"point":     {Value: &openapi3.Schema{Type: type2, Enum: []any{"arrive", "admit", "reply"}}},
			"remaining": {Value: &openapi3.Schema{Type: type4, Nullable: true, Min: new(float64(0))}},
			"seen":      {Value: plain5},
			"since":     {Ref: "#/components/schemas/Time", Value: schemaTime},
			"when":      {Ref: "#/components/schemas/FaultTrigger", Value: schemaFaultTrigger},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain17 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Fault", Value: schemaFault}}
	schemaFaultList := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"data"},
		Properties:           openapi3.Schemas{"data": {Value: plain17}, "next": {Ref: "#/components/schemas/Next", Value: schemaNext}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaFaultSwitch := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"enabled"},
		Properties:           openapi3.Schemas{"enabled": {Value: plain12}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaHeaders := &openapi3.Schema{Type: type1, AdditionalProperties: openapi3.BoolSchema{Schema: &openapi3.SchemaRef{Value: plain9}}}
	schemaHealth := &openapi3.Schema{
		Type:     type1,
		Required: []string{"status", "version", "uptime", "worlds", "violations", "panics", "warnings"},
		Properties: openapi3.Schemas{
			"panics":     {Value: plain5},
			"status":     {Value: &openapi3.Schema{Type: type2, Enum: []any{"ok"}}},
			"uptime":     {Value: &openapi3.Schema{Type: type11, Min: new(float64(0))}},
			"version":    {Value: plain3},
			"violations": {Value: plain5},
			"warnings":   {Value: plain9},
			"worlds":     {Value: plain5},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaLimitOperations := &openapi3.Schema{OneOf: openapi3.SchemaRefs{{Value: plain3}, {Value: plain9}}}
	plain18 := &openapi3.Schema{Type: type4, Min: new(float64(1))}
	plain19 := &openapi3.Schema{Type: type2, Nullable: true}
	plain20 := &openapi3.Schema{Type: type4, Min: new(float64(0)), Max: new(float64(100))}
	schemaLimit := &openapi3.Schema{
		Type:     type1,
		Required: []string{"name", "operation", "per", "allow", "window", "usage"},
		Properties: openapi3.Schemas{
			"allow":       {Value: &openapi3.Schema{Type: type4, Min: new(float64(1))}},
			"error":       {Value: plain3},
			"name":        {Value: plain16},
			"operation":   {Ref: "#/components/schemas/LimitOperations", Value: schemaLimitOperations},
			"per":         {Value: &openapi3.Schema{Type: type2, Enum: []any{"business", "number", "token", "partner", "app"}}},
			"retry_after": {Value: plain12},
			"usage": {
				Value: &openapi3.Schema{
					Type: type6,
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     type1,
							Required: []string{"key", "used", "allow", "percent", "regain"},
							Properties: openapi3.Schemas{
								"allow":   {Value: plain18},
								"key":     {Value: plain19},
								"percent": {Value: plain20},
								"regain":  {Ref: "#/components/schemas/Duration", Value: schemaDuration},
								"used":    {Value: plain5},
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
	plain21 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Limit", Value: schemaLimit}}
	schemaLimitList := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"data"},
		Properties:           openapi3.Schemas{"data": {Value: plain21}, "next": {Ref: "#/components/schemas/Next", Value: schemaNext}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaLimitRule := &openapi3.Schema{
		Type:     type1,
		Required: []string{"operation", "per", "allow", "window"},
		Properties: openapi3.Schemas{
			"allow":       {Value: plain10},
			"error":       {Value: plain3},
			"name":        {Value: plain3},
			"operation":   {Ref: "#/components/schemas/LimitOperations", Value: schemaLimitOperations},
			"per":         {Value: plain3},
			"retry_after": {Value: plain12},
			"window":      {Ref: "#/components/schemas/Duration", Value: schemaDuration},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain22 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Ref: "#/components/schemas/LimitRule", Value: schemaLimitRule}}
	schemaLimitsInput := &openapi3.Schema{
		OneOf: openapi3.SchemaRefs{
			{
				Value: &openapi3.Schema{
					Type:                 type1,
					Required:             []string{"data"},
					Properties:           openapi3.Schemas{"data": {Value: plain22}},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			{
				Value: &openapi3.Schema{
					Type:                 type1,
					Required:             []string{"limits"},
					Properties:           openapi3.Schemas{"limits": {Value: plain22}},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			{Value: plain22},
		},
	}
	plain23 := &openapi3.Schema{Type: type2, Pattern: "^[0-9]+$"}
	schemaStatus := &openapi3.Schema{Type: type2, Enum: []any{"NOT_VERIFIED", "VERIFIED", "EXPIRED"}}
	schemaNumber := &openapi3.Schema{
		Type: type1,
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
			"availability":         {Value: &openapi3.Schema{Type: type2, Enum: []any{"AVAILABLE", "IN_USE"}}},
			"created_at":           {Ref: "#/components/schemas/Time", Value: schemaTime},
			"deleted_at":           {Ref: "#/components/schemas/TimeOrNull", Value: schemaTimeOrNull},
			"display_phone_number": {Value: plain3},
			"expires_at":           {Ref: "#/components/schemas/TimeOrNull", Value: schemaTimeOrNull},
			"id":                   {Value: plain23},
			"owner_business_id":    {Value: plain3},
			"partner_id":           {Value: plain19},
			"phone_number":         {Ref: "#/components/schemas/MSISDN", Value: schemaMSISDN},
			"shared_with":          {Value: plain9},
			"status":               {Ref: "#/components/schemas/Status", Value: schemaStatus},
			"verified_at":          {Ref: "#/components/schemas/TimeOrNull", Value: schemaTimeOrNull},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain24 := &openapi3.Schema{Type: type2, Nullable: true, MinLength: 1}
	schemaNumberInput := &openapi3.Schema{
		Type:     type1,
		Required: []string{"phone_number"},
		Properties: openapi3.Schemas{
			"business":     {Value: plain24},
			"partner":      {Value: plain24},
			"phone_number": {Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
			"status":       {Value: &openapi3.Schema{Type: type2, Enum: []any{"NOT_VERIFIED", "VERIFIED", "EXPIRED", nil}, Nullable: true}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain25 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Number", Value: schemaNumber}}
	schemaNumberList := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"data"},
		Properties:           openapi3.Schemas{"data": {Value: plain25}, "next": {Ref: "#/components/schemas/Next", Value: schemaNext}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaOpenAPI := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"openapi", "info", "paths"},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))},
	}
	plain26 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Value: plain10}}
	schemaOperation := &openapi3.Schema{
		Type:     type1,
		Required: []string{"name", "method", "path", "operation_id", "summary", "statuses"},
		Properties: openapi3.Schemas{
			"method":       {Value: plain3},
			"name":         {Value: plain3},
			"operation_id": {Value: plain19},
			"path":         {Value: plain3},
			"statuses":     {Value: plain26},
			"summary":      {Value: plain3},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain27 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Operation", Value: schemaOperation}}
	schemaOperationList := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"data"},
		Properties:           openapi3.Schemas{"data": {Value: plain27}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaProblem := &openapi3.Schema{
		Type:     type1,
		Required: []string{"type", "title", "status", "detail"},
		Properties: openapi3.Schemas{
			"detail": {Value: plain16},
			"errors": {
				Value: &openapi3.Schema{
					Type: type6,
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:                 type1,
							Required:             []string{"path", "message"},
							Properties:           openapi3.Schemas{"column": {Value: plain18}, "line": {Value: plain18}, "message": {Value: plain3}, "path": {Value: plain3}},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"status": {Value: &openapi3.Schema{Type: type4, Min: new(float64(400)), Max: new(float64(599))}},
			"title":  {Value: plain16},
			"type":   {Value: &openapi3.Schema{Type: type2, Pattern: "^/problems/[a-z-]+$"}},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain28 := &openapi3.Schema{Type: type11}
	plain29 := &openapi3.Schema{Type: type11, Min: new(float64(0))}
	plain30 := &openapi3.Schema{Type: type2, Enum: []any{"base64"}}
	schemaViolation := &openapi3.Schema{
		Type:     type1,
		Required: []string{"direction", "message"},
		Properties: openapi3.Schemas{
			"declared":    {Value: plain12},
			"direction":   {Value: &openapi3.Schema{Type: type2, Enum: []any{"request", "response"}}},
			"in":          {Value: plain3},
			"keyword":     {Value: plain3},
			"message":     {Value: plain3},
			"name":        {Value: plain3},
			"schema_path": {Value: plain3},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain31 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Violation", Value: schemaViolation}}
	schemaRecord := &openapi3.Schema{
		Type: type1,
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
			"api":      {Value: plain3},
			"at":       {Ref: "#/components/schemas/Time", Value: schemaTime},
			"business": {Value: plain3},
			"conforms": {Value: plain12},
			"decisions": {
				Value: &openapi3.Schema{
					Type: type6,
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     type1,
							Required: []string{"rule"},
							Properties: openapi3.Schemas{
								"action":     {Value: plain3},
								"call":       {Value: plain10},
								"draw":       {Value: plain28},
								"latency_ms": {Value: plain10},
								"point":      {Value: plain3},
								"rule":       {Value: plain3},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"dialect":      {Value: plain3},
			"duration_ms":  {Value: plain29},
			"error":        {Value: plain3},
			"fault":        {Value: plain19},
			"hint":         {Value: plain3},
			"id":           {Value: plain3},
			"limit":        {Value: plain19},
			"method":       {Value: plain3},
			"number_id":    {Value: plain3},
			"operation":    {Value: plain19},
			"origin":       {Value: &openapi3.Schema{Type: type2, Enum: []any{"client", "360dialog"}}},
			"outcome":      {Value: plain3},
			"parent":       {Value: plain19},
			"partner":      {Value: plain3},
			"path":         {Value: plain3},
			"phone_number": {Value: plain3},
			"request": {
				Value: &openapi3.Schema{
					Type:     type1,
					Required: []string{"query", "headers", "body", "size", "truncated"},
					Properties: openapi3.Schemas{
						"body":      {Value: plain3},
						"encoding":  {Value: &openapi3.Schema{Type: type2, Enum: []any{"base64"}}},
						"headers":   {Ref: "#/components/schemas/Headers", Value: schemaHeaders},
						"query":     {Value: plain3},
						"size":      {Value: plain5},
						"truncated": {Value: plain12},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"response": {
				Value: &openapi3.Schema{
					Type:     type1,
					Required: []string{"headers", "body", "size", "truncated"},
					Properties: openapi3.Schemas{
						"body":      {Value: plain3},
						"encoding":  {Value: plain30},
						"headers":   {Ref: "#/components/schemas/Headers", Value: schemaHeaders},
						"size":      {Value: plain5},
						"truncated": {Value: plain12},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"status":     {Value: plain5},
			"violates":   {Value: plain3},
			"violations": {Value: plain31},
			"world":      {Value: plain3},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain32 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Record", Value: schemaRecord}}
	schemaRecordList := &openapi3.Schema{
		Type:     type1,
		Required: []string{"data", "dropped"},
		Properties: openapi3.Schemas{
			"data":    {Value: plain32},
			"dropped": {Value: plain5},
			"next":    {Ref: "#/components/schemas/Next", Value: schemaNext},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaReport := &openapi3.Schema{
		Type:     type1,
		Required: []string{"passed", "message", "scenario", "world", "seed", "dropped", "checks"},
		Properties: openapi3.Schemas{
			"checks": {
				Value: &openapi3.Schema{
					Type: type6,
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     type1,
							Required: []string{"expect", "passed", "message", "records"},
							Properties: openapi3.Schemas{
								"expect":  {Value: &openapi3.Schema{Type: type1, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}}},
								"message": {Value: plain3},
								"passed":  {Value: plain12},
								"records": {Value: plain9},
							},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"dropped": {Value: plain5},
			"message": {Value: plain3},
			"passed":  {Value: plain12},
			"rules": {
				Value: &openapi3.Schema{
					Type: type6,
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:                 type1,
							Required:             []string{"name", "message"},
							Properties:           openapi3.Schemas{"message": {Value: plain3}, "name": {Value: plain3}, "record": {Value: plain3}},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"scenario": {Value: plain3},
			"seed":     {Value: plain5},
			"world":    {Value: plain3},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaScenario := &openapi3.Schema{
		Type:     type1,
		Required: []string{"name", "summary", "seed", "dialect", "profile", "mode", "started_at", "document"},
		Properties: openapi3.Schemas{
			"dialect": {Ref: "#/components/schemas/Dialect", Value: schemaDialect},
			"document": {
				Value: &openapi3.Schema{Type: type1, Nullable: true, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}},
			},
			"mode":       {Ref: "#/components/schemas/ClockMode", Value: schemaClockMode},
			"name":       {Value: plain3},
			"profile":    {Value: plain3},
			"seed":       {Value: plain5},
			"started_at": {Ref: "#/components/schemas/Time", Value: schemaTime},
			"summary":    {Value: plain3},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaScenarioList := &openapi3.Schema{
		Type:     type1,
		Required: []string{"data"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type: type6,
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:                 type1,
							Required:             []string{"name", "summary", "embedded"},
							Properties:           openapi3.Schemas{"embedded": {Value: plain12}, "name": {Value: plain3}, "summary": {Value: plain3}},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaScenarioName := &openapi3.Schema{
		Type:                 type1,
		Required:             []string{"name"},
		Properties:           openapi3.Schemas{"name": {Value: plain16}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaScenarioSource := &openapi3.Schema{
		OneOf: openapi3.SchemaRefs{{Ref: "#/components/schemas/ScenarioName", Value: schemaScenarioName}, {Value: plain16}},
	}
	plain33 := &openapi3.Schema{Type: type1, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}}
	plain34 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Value: plain33}}
	plain35 := &openapi3.Schema{Type: type1, Nullable: true, AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))}}
	schemaSnapshot := &openapi3.Schema{
		Type: type1,
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
					Type:     type1,
					Required: []string{"mode", "now", "started"},
					Properties: openapi3.Schemas{
						"mode":    {Ref: "#/components/schemas/ClockMode", Value: schemaClockMode},
						"now":     {Ref: "#/components/schemas/ExactTime", Value: schemaExactTime},
						"started": {Ref: "#/components/schemas/ExactTime", Value: schemaExactTime},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"contains_secrets": {Value: &openapi3.Schema{Type: type8, Enum: []any{true}}},
			"coverage":         {Value: plain33},
			"faults":           {Value: &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Value: plain33}}},
			"journal": {
				Value: &openapi3.Schema{
					Type:                 type1,
					Required:             []string{"last", "dropped", "records"},
					Properties:           openapi3.Schemas{"dropped": {Value: plain5}, "last": {Value: plain5}, "records": {Value: plain34}},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"limits":  {Value: plain34},
			"product": {Value: plain3},
			"rules":   {Value: plain33},
			"scenario": {
				Value: &openapi3.Schema{
					Type:                 type1,
					Required:             []string{"name", "document"},
					Properties:           openapi3.Schemas{"document": {Value: plain35}, "name": {Value: plain3}},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
				},
			},
			"seed":     {Value: plain5},
			"settings": {Value: plain33},
			"store": {
				Value: &openapi3.Schema{
					Type:     type1,
					Required: []string{"at", "businesses", "tokens", "partners", "keys", "numbers", "tombstones", "codes"},
					Properties: openapi3.Schemas{
						"at":         {Ref: "#/components/schemas/ExactTime", Value: schemaExactTime},
						"businesses": {Value: plain34},
						"codes":      {Value: plain34},
						"keys":       {Value: plain34},
						"numbers": {
							Value: &openapi3.Schema{
								Type: type6,
								Items: &openapi3.SchemaRef{
									Value: &openapi3.Schema{
										Type:     type1,
										Required: []string{"seq", "id", "phone_number", "owner", "created_at"},
										Properties: openapi3.Schemas{
											"created_at":   {Ref: "#/components/schemas/ExactTime", Value: schemaExactTime},
											"id":           {Value: plain23},
											"owner":        {Value: plain3},
											"phone_number": {Ref: "#/components/schemas/MSISDN", Value: schemaMSISDN},
											"seq":          {Value: plain18},
										},
										AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))},
									},
								},
							},
						},
						"partners":   {Value: plain34},
						"tokens":     {Value: plain34},
						"tombstones": {Value: plain9},
					},
					AdditionalProperties: openapi3.BoolSchema{Has: new(bool(true))},
				},
			},
			"streams":       {Value: plain33},
			"timeline_done": {Value: plain5},
			"version":       {Value: &openapi3.Schema{Type: type4, Enum: []any{1}}},
			"world":         {Value: plain3},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain36 := &openapi3.Schema{Nullable: true}
	schemaSnapshotDiff := &openapi3.Schema{
		Type:     type1,
		Required: []string{"data", "truncated"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type:     type6,
					MaxItems: new(uint64(1000)),
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:                 type1,
							Required:             []string{"path", "from", "to"},
							Properties:           openapi3.Schemas{"from": {Value: plain36}, "path": {Value: plain16}, "to": {Value: plain36}},
							AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
						},
					},
				},
			},
			"truncated": {Value: plain12},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaSnapshotPair := &openapi3.Schema{
		Type:     type1,
		Required: []string{"from"},
		Properties: openapi3.Schemas{
			"from": {Ref: "#/components/schemas/Snapshot", Value: schemaSnapshot},
			"to":   {Ref: "#/components/schemas/Snapshot", Value: schemaSnapshot},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	schemaWorld := &openapi3.Schema{
		Type:     type1,
		Required: []string{"name", "scenario", "seed", "mode", "now", "started_at"},
		Properties: openapi3.Schemas{
			"mode":       {Ref: "#/components/schemas/ClockMode", Value: schemaClockMode},
			"name":       {Value: plain3},
			"now":        {Ref: "#/components/schemas/Time", Value: schemaTime},
			"scenario":   {Value: plain3},
			"seed":       {Value: plain5},
			"started_at": {Ref: "#/components/schemas/Time", Value: schemaTime},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain37 := &openapi3.Schema{Type: type4, Nullable: true, Min: new(float64(0))}
	schemaWorldInput := &openapi3.Schema{
		Type:                 type1,
		Properties:           openapi3.Schemas{"scenario": {Value: plain24}, "seed": {Value: plain37}},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	plain38 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Ref: "#/components/schemas/Building", Value: schemaBuilding}}
	plain39 := &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Ref: "#/components/schemas/World", Value: schemaWorld}}
	schemaWorldList := &openapi3.Schema{
		Type:     type1,
		Required: []string{"data"},
		Properties: openapi3.Schemas{
			"building": {Value: plain38},
			"data":     {Value: plain39},
			"next":     {Ref: "#/components/schemas/Next", Value: schemaNext},
		},
		AdditionalProperties: openapi3.BoolSchema{Has: new(bool(false))},
	}
	parameterAfter := &openapi3.Parameter{Name: "after", In: "query", Schema: &openapi3.SchemaRef{Value: plain16}}
	parameterAfterInert := &openapi3.Parameter{Name: "after", In: "query", Schema: &openapi3.SchemaRef{Value: plain16}}
	parameterApi := &openapi3.Parameter{
		Name:   "api",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: type2, Enum: []any{"meta", "360dialog"}}},
	}
	parameterBusiness := &openapi3.Parameter{Name: "business", In: "query", Schema: &openapi3.SchemaRef{Value: plain16}}
	parameterConforms := &openapi3.Parameter{Name: "conforms", In: "query", Schema: &openapi3.SchemaRef{Value: plain12}}
	parameterDocument := &openapi3.Parameter{Name: "document", In: "path", Required: true, Schema: &openapi3.SchemaRef{Value: plain3}}
	parameterError := &openapi3.Parameter{Name: "error", In: "query", Schema: &openapi3.SchemaRef{Value: plain16}}
	parameterFault := &openapi3.Parameter{Name: "fault", In: "query", Schema: &openapi3.SchemaRef{Value: plain16}}
	parameterId := &openapi3.Parameter{Name: "id", In: "path", Required: true, Schema: &openapi3.SchemaRef{Value: plain3}}
	parameterLimit := &openapi3.Parameter{
		Name:   "limit",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: type4, Min: new(float64(1)), Max: new(float64(10000))}},
	}
	plain40 := &openapi3.Schema{Type: type4, Min: new(float64(1)), Max: new(float64(10000))}
	parameterLimitInert := &openapi3.Parameter{Name: "limit", In: "query", Schema: &openapi3.SchemaRef{Value: plain40}}
	parameterMethod := &openapi3.Parameter{Name: "method", In: "query", Schema: &openapi3.SchemaRef{Value: plain16}}
	parameterName := &openapi3.Parameter{Name: "name", In: "path", Required: true, Schema: &openapi3.SchemaRef{Value: plain3}}
	parameterNumberid := &openapi3.Parameter{Name: "number_id", In: "query", Schema: &openapi3.SchemaRef{Value: plain16}}
	parameterOperation := &openapi3.Parameter{Name: "operation", In: "query", Schema: &openapi3.SchemaRef{Value: plain16}}
	plain41 := &openapi3.Schema{Type: type2, Enum: []any{"client", "360dialog"}}
	parameterOrigin := &openapi3.Parameter{Name: "origin", In: "query", Schema: &openapi3.SchemaRef{Value: plain41}}
	parameterOutcome := &openapi3.Parameter{
		Name: "outcome",
		In:   "query",
		Schema: &openapi3.SchemaRef{
			Value: &openapi3.Schema{Type: type2, Enum: []any{"replied", "reset", "closed", "hung", "dropped", "truncated", "garbage", "slow"}},
		},
	}
	parameterParent := &openapi3.Parameter{Name: "parent", In: "query", Schema: &openapi3.SchemaRef{Value: plain16}}
	parameterPartner := &openapi3.Parameter{Name: "partner", In: "query", Schema: &openapi3.SchemaRef{Value: plain16}}
	parameterPhonenumber := &openapi3.Parameter{
		Name:   "phone_number",
		In:     "query",
		Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PhoneInput", Value: schemaPhoneInput},
	}
	parameterRecord := &openapi3.Parameter{Name: "id", In: "path", Required: true, Schema: &openapi3.SchemaRef{Value: plain3}}
	parameterRefusedby := &openapi3.Parameter{Name: "refused_by", In: "query", Schema: &openapi3.SchemaRef{Value: plain16}}
	parameterSince := &openapi3.Parameter{Name: "since", In: "query", Schema: &openapi3.SchemaRef{Value: plain16}}
	parameterStatus := &openapi3.Parameter{
		Name:   "status",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: type2, Pattern: "^([1-5][0-9][0-9]|[1-5][xX][xX])$"}},
	}
	parameterWait := &openapi3.Parameter{Name: "wait", In: "query", Schema: &openapi3.SchemaRef{Value: plain16}}
	parameterWorld := &openapi3.Parameter{
		Name:     "world",
		In:       "path",
		Required: true,
		Schema:   &openapi3.SchemaRef{Value: &openapi3.Schema{Type: type2, Pattern: "^[A-Za-z0-9._-]{1,64}$"}},
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
	answer42 := &openapi3.ResponseRef{Value: &openapi3.Response{Content: openapi3.Content{"application/x-pem-file": {}}}}
	answer43 := &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}
	answer44 := &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}
	answer45 := &openapi3.ResponseRef{Ref: "#/components/responses/ForeignOrigin", Value: responseForeignOrigin}
	answer46 := &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}
	answer47 := &openapi3.ResponseRef{Ref: "#/components/responses/Internal", Value: responseInternal}
	answer48 := &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}
	answer49 := &openapi3.ResponseRef{Ref: "#/components/responses/TooLarge", Value: responseTooLarge}
	answer50 := &openapi3.ResponseRef{Ref: "#/components/responses/UnsupportedMediaType", Value: responseUnsupportedMediaType}
	plain51 := &openapi3.Schema{Type: type2, Enum: []any{"pending", "used", "expired", "voided", "undelivered"}}
	answer52 := &openapi3.ResponseRef{Ref: "#/components/responses/Conflict", Value: responseConflict}
	answer53 := &openapi3.ResponseRef{Value: &openapi3.Response{}}
	answer54 := &openapi3.ResponseRef{Value: &openapi3.Response{Content: openapi3.Content{"text/plain": {}}}}
	answer55 := &openapi3.ResponseRef{Value: &openapi3.Response{Content: openapi3.Content{"text/event-stream": {}}}}
	answer56 := &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}
	return &openapi3.T{
		OpenAPI: "3.0.3",
		Components: &openapi3.Components{
			Schemas: openapi3.Schemas{
				"Building":        {Value: schemaBuilding},
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
		Paths: paths([]path{
			{"/ca.pem", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read the CA of a self-made certificate",
					OperationID: "getCA",
					Responses: responses([]response{
						{"200", answer42},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"404", answer46},
						{"500", answer47},
					}),
				},
			}},
			{"/clock", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read the clock",
					OperationID: "getClock",
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Clock", Value: schemaClock}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
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
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/ClockMoved", Value: schemaClockMoved}},
								},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"413", answer49},
						{"415", answer50},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/codes", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read the inbox of codes",
					OperationID: "listCodes",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/phone_number", Value: parameterPhonenumber},
						{Ref: "#/components/parameters/number_id", Value: parameterNumberid},
						{Value: &openapi3.Parameter{Name: "state", In: "query", Schema: &openapi3.SchemaRef{Value: plain51}}},
						{Ref: "#/components/parameters/limit", Value: parameterLimit},
						{Ref: "#/components/parameters/after", Value: parameterAfter},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/CodeList", Value: schemaCodeList}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/codes/latest", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read the newest delivered code",
					OperationID: "latestCode",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/phone_number", Value: parameterPhonenumber},
						{Ref: "#/components/parameters/number_id", Value: parameterNumberid},
						{Value: &openapi3.Parameter{Name: "since", In: "query", Schema: &openapi3.SchemaRef{Value: plain16}}},
						{Ref: "#/components/parameters/wait", Value: parameterWait},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Code", Value: schemaCode}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"404", answer46},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/coverage", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Tell what was reached, and what never",
					OperationID: "getCoverage",
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Coverage", Value: schemaCoverage}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/errors", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "List the catalogue of failures",
					OperationID: "listErrors",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/limitInert", Value: parameterLimitInert},
						{Ref: "#/components/parameters/afterInert", Value: parameterAfterInert},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/ErrorList", Value: schemaErrorList}},
								},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
					}),
				},
			}},
			{"/events", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Summary:     "Let something happen",
					OperationID: "postEvent",
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content:  openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Event", Value: schemaEvent}}},
						},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/EventDone", Value: schemaEventDone}},
								},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"404", answer46},
						{"409", answer52},
						{"413", answer49},
						{"415", answer50},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/faults", &openapi3.PathItem{
				Delete: &openapi3.Operation{
					Summary:     "Remove all fault rules",
					OperationID: "clearFaults",
					Responses: responses([]response{
						{"204", answer53},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
				},
				Get: &openapi3.Operation{
					Summary:     "List the fault rules",
					OperationID: "listFaults",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/limit", Value: parameterLimit},
						{Ref: "#/components/parameters/after", Value: parameterAfter},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/FaultList", Value: schemaFaultList}},
								},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
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
					Responses: responses([]response{
						{"201", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Fault", Value: schemaFault}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"413", answer49},
						{"415", answer50},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/faults/{name}", &openapi3.PathItem{
				Delete: &openapi3.Operation{
					Summary:     "Remove a fault rule",
					OperationID: "removeFault",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/name", Value: parameterName}},
					Responses: responses([]response{
						{"204", answer53},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"404", answer46},
						{"500", answer47},
						{"503", answer48},
					}),
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
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Fault", Value: schemaFault}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"404", answer46},
						{"413", answer49},
						{"415", answer50},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/health", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Tell that the process answers",
					OperationID: "getHealth",
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Health", Value: schemaHealth}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
					}),
				},
			}},
			{"/limits", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "List the limits with their usage",
					OperationID: "listLimits",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/limit", Value: parameterLimit},
						{Ref: "#/components/parameters/after", Value: parameterAfter},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/LimitList", Value: schemaLimitList}},
								},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
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
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/LimitList", Value: schemaLimitList}},
								},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"413", answer49},
						{"415", answer50},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/limits/{name}/exhaust", &openapi3.PathItem{
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
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Limit", Value: schemaLimit}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"404", answer46},
						{"413", answer49},
						{"415", answer50},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/metrics", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read the counters of the whole process",
					OperationID: "getMetrics",
					Responses:   responses([]response{{"200", answer54}, {"400", answer43}, {"401", answer44}, {"403", answer45}, {"500", answer47}}),
				},
			}},
			{"/numbers", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "List the numbers of all businesses",
					OperationID: "listNumbers",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/phone_number", Value: parameterPhonenumber},
						{
							Value: &openapi3.Parameter{
								Name:   "status",
								In:     "query",
								Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: type2, Enum: []any{"NOT_VERIFIED", "VERIFIED", "EXPIRED"}}},
							},
						},
						{
							Value: &openapi3.Parameter{
								Name:   "include",
								In:     "query",
								Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: type2, Enum: []any{"deleted"}}},
							},
						},
						{Ref: "#/components/parameters/limit", Value: parameterLimit},
						{Ref: "#/components/parameters/after", Value: parameterAfter},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/NumberList", Value: schemaNumberList}},
								},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
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
					Responses: responses([]response{
						{"201", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Number", Value: schemaNumber}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"404", answer46},
						{"409", answer52},
						{"413", answer49},
						{"415", answer50},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/numbers/{id}", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read a number",
					OperationID: "getNumber",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/id", Value: parameterId}},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Number", Value: schemaNumber}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"404", answer46},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/openapi/{document}", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read a bundled OpenAPI document",
					OperationID: "getDocument",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/document", Value: parameterDocument}},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/OpenAPI", Value: schemaOpenAPI}},
									"application/yaml": {},
								},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"404", answer46},
						{"500", answer47},
					}),
				},
			}},
			{"/operations", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "List the vendors' operations",
					OperationID: "listOperations",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/limitInert", Value: parameterLimitInert},
						{Ref: "#/components/parameters/afterInert", Value: parameterAfterInert},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/OperationList", Value: schemaOperationList}},
								},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
					}),
				},
			}},
			{"/requests", &openapi3.PathItem{
				Delete: &openapi3.Operation{
					Summary:     "Forget all records",
					OperationID: "clearRequests",
					Responses: responses([]response{
						{"204", answer53},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
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
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/RecordList", Value: schemaRecordList}},
								},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/requests/count", &openapi3.PathItem{
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
								Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: type4, Min: new(float64(1)), Max: new(float64(1e+06))}},
							},
						},
						{Ref: "#/components/parameters/wait", Value: parameterWait},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Count", Value: schemaCount}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/requests/stream", &openapi3.PathItem{
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
								Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: type2, Pattern: "^r[1-9][0-9]*$"}},
							},
						},
					},
					Responses: responses([]response{
						{"200", answer55},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/requests/{id}", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read one record",
					OperationID: "getRequest",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/record", Value: parameterRecord}},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Record", Value: schemaRecord}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"404", answer46},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/reset", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Summary:     "Start the world anew",
					OperationID: "resetWorld",
					Responses: responses([]response{
						{"204", answer53},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/scenario", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read the scenario of the world",
					OperationID: "getScenario",
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Scenario", Value: schemaScenario}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
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
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Scenario", Value: schemaScenario}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"404", answer46},
						{"413", answer49},
						{"415", answer50},
						{"422", answer56},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/scenarios", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "List the library of scenarios",
					OperationID: "listScenarios",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/limitInert", Value: parameterLimitInert},
						{Ref: "#/components/parameters/afterInert", Value: parameterAfterInert},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/ScenarioList", Value: schemaScenarioList}},
								},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
					}),
				},
			}},
			{"/snapshot", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Write the whole world down",
					OperationID: "getSnapshot",
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Snapshot", Value: schemaSnapshot}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
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
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/World", Value: schemaWorld}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"413", answer49},
						{"415", answer50},
						{"422", answer56},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/snapshot/diff", &openapi3.PathItem{
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
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/SnapshotDiff", Value: schemaSnapshotDiff}},
								},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"413", answer49},
						{"415", answer50},
						{"422", answer56},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/verify", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Summary:     "Check what the scenario expects",
					OperationID: "verifyWorld",
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/Report", Value: schemaReport}},
									"application/xml":  {},
								},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
			{"/worlds", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "List the worlds",
					OperationID: "listWorlds",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/limit", Value: parameterLimit},
						{Ref: "#/components/parameters/after", Value: parameterAfter},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/WorldList", Value: schemaWorldList}},
								},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"500", answer47},
					}),
				},
			}},
			{"/worlds/{world}", &openapi3.PathItem{
				Delete: &openapi3.Operation{
					Summary:     "End a world",
					OperationID: "endWorld",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/world", Value: parameterWorld}},
					Responses: responses([]response{
						{"204", answer53},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"404", answer46},
						{"500", answer47},
					}),
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
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/World", Value: schemaWorld}}},
							},
						}},
						{"201", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/World", Value: schemaWorld}}},
							},
						}},
						{"400", answer43},
						{"401", answer44},
						{"403", answer45},
						{"404", answer46},
						{"413", answer49},
						{"415", answer50},
						{"422", answer56},
						{"500", answer47},
						{"503", answer48},
					}),
				},
			}},
		}),
	}
}
