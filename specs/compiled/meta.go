// Code generated from specs/meta.yaml by go generate ./specs/compiled; DO NOT EDIT.

package compiled

import "github.com/getkin/kin-openapi/openapi3"

// Meta is specs/meta.yaml without its prose.
func Meta() *openapi3.T {
	type1 := &openapi3.Types{"object"}
	type2 := &openapi3.Types{"string"}
	plain3 := &openapi3.Schema{Type: type2}
	schemaAddPhoneNumbersRequest := &openapi3.Schema{Type: type1, Required: []string{"phone_number"}, Properties: openapi3.Schemas{"phone_number": {Value: plain3}}}
	plain4 := &openapi3.Schema{Type: type2, Pattern: "^[0-9]+$"}
	schemaAddPhoneNumbersResponse := &openapi3.Schema{Type: type1, Required: []string{"id"}, Properties: openapi3.Schemas{"id": {Value: plain4}}}
	type5 := &openapi3.Types{"integer"}
	type6 := &openapi3.Types{"array"}
	schemaBatchPart := &openapi3.Schema{
		Type:     type1,
		Nullable: true,
		Required: []string{"code", "body"},
		Properties: openapi3.Schemas{
			"body": {Value: plain3},
			"code": {Value: &openapi3.Schema{Type: type5}},
			"headers": {
				Value: &openapi3.Schema{
					Type: type6,
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:       type1,
							Required:   []string{"name", "value"},
							Properties: openapi3.Schemas{"name": {Value: plain3}, "value": {Value: plain3}},
						},
					},
				},
			},
		},
	}
	plain7 := &openapi3.Schema{}
	schemaBatchRequest := &openapi3.Schema{
		Type:       type1,
		Required:   []string{"batch"},
		Properties: openapi3.Schemas{"batch": {Value: plain7}, "include_headers": {Value: plain7}},
	}
	schemaUTCTime := &openapi3.Schema{Type: type2, Pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"}
	plain8 := &openapi3.Schema{Type: type5}
	plain9 := &openapi3.Schema{Type: type2, Enum: []any{"none", "admin_required"}}
	plain10 := &openapi3.Schema{Type: type2, Enum: []any{"not_verified", "pending", "verified"}}
	schemaBusinessPartner := &openapi3.Schema{
		Type:     type1,
		Required: []string{"id"},
		Properties: openapi3.Schemas{
			"created_time":        {Ref: "#/components/schemas/UTCTime", Value: schemaUTCTime},
			"id":                  {Value: plain4},
			"name":                {Value: plain3},
			"primary_page":        {Value: plain4},
			"timezone_id":         {Value: plain8},
			"two_factor_type":     {Value: plain9},
			"updated_time":        {Ref: "#/components/schemas/UTCTime", Value: schemaUTCTime},
			"verification_status": {Value: plain10},
		},
	}
	type11 := &openapi3.Types{"number"}
	plain12 := &openapi3.Schema{Type: type11}
	schemaBusinessPortfolio := &openapi3.Schema{
		Type:       type1,
		Required:   []string{"id"},
		Properties: openapi3.Schemas{"id": {Value: plain4}, "name": {Value: plain3}, "timezone_id": {Value: plain12}},
	}
	schemaBusinessReference := &openapi3.Schema{
		Type:       type1,
		Required:   []string{"id"},
		Properties: openapi3.Schemas{"id": {Value: plain4}, "name": {Value: plain3}},
	}
	schemaCodeVerificationStatus := &openapi3.Schema{Type: type2, Enum: []any{"VERIFIED", "NOT_VERIFIED", "EXPIRED"}}
	plain13 := &openapi3.Schema{Type: type1, Properties: openapi3.Schemas{"after": {Value: plain3}, "before": {Value: plain3}}}
	plain14 := &openapi3.Schema{Type: type2, Pattern: "^https?://"}
	schemaCursorPaging := &openapi3.Schema{
		Type:       type1,
		Properties: openapi3.Schemas{"cursors": {Value: plain13}, "next": {Value: plain14}, "previous": {Value: plain14}},
	}
	schemaDisplayPhoneNumber := &openapi3.Schema{Type: type2, Pattern: `^\+[0-9][0-9 ()./-]*$`}
	type15 := &openapi3.Types{"boolean"}
	schemaGraphAPIError := &openapi3.Schema{
		Type:     type1,
		Required: []string{"error"},
		Properties: openapi3.Schemas{
			"error": {
				Value: &openapi3.Schema{
					Type:     type1,
					Required: []string{"message", "type", "code"},
					Properties: openapi3.Schemas{
						"code":             {Value: plain8},
						"error_data":       {Value: plain7},
						"error_subcode":    {Value: plain8},
						"error_user_msg":   {Value: plain3},
						"error_user_title": {Value: plain3},
						"fbtrace_id":       {Value: plain3},
						"is_transient":     {Value: &openapi3.Schema{Type: type15}},
						"message":          {Value: plain3},
						"type":             {Value: plain3},
					},
				},
			},
		},
	}
	plain16 := &openapi3.Schema{Type: type2, Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+0000$`}
	schemaGraphTime := &openapi3.Schema{AnyOf: openapi3.SchemaRefs{{Value: plain16}, {Value: &openapi3.Schema{Type: type5, Min: new(float64(0))}}}}
	plain17 := &openapi3.Schema{Type: type5, Min: new(float64(0))}
	schemaListSummary := &openapi3.Schema{Type: type1, Properties: openapi3.Schemas{"total_count": {Value: plain17}}}
	schemaPhoneNumberAvailabilityStatus := &openapi3.Schema{Type: type2, Enum: []any{"AVAILABLE", "IN_USE", "RESERVED", "UNAVAILABLE"}}
	schemaPhoneNumberVerificationStatus := &openapi3.Schema{Type: type2, Enum: []any{"VERIFIED", "PENDING", "FAILED", "EXPIRED"}}
	plain18 := &openapi3.Schema{Type: type2, Pattern: "^[A-Z]{2}$"}
	schemaWhatsAppBusinessFeature := &openapi3.Schema{
		Type: type2,
		Enum: []any{"MESSAGING", "BUSINESS_PROFILE", "WEBHOOKS", "TEMPLATES", "ANALYTICS", "COMMERCE", "FLOWS"},
	}
	schemaPreVerifiedPhoneNumber := &openapi3.Schema{
		Type:     type1,
		Required: []string{"id"},
		Properties: openapi3.Schemas{
			"availability_status":      {Ref: "#/components/schemas/PhoneNumberAvailabilityStatus", Value: schemaPhoneNumberAvailabilityStatus},
			"code_verification_status": {Ref: "#/components/schemas/CodeVerificationStatus", Value: schemaCodeVerificationStatus},
			"code_verification_time":   {Ref: "#/components/schemas/GraphTime", Value: schemaGraphTime},
			"country_code":             {Value: plain18},
			"country_prefix":           {Value: &openapi3.Schema{Type: type5, Min: new(float64(1)), Max: new(float64(999))}},
			"created_time":             {Ref: "#/components/schemas/UTCTime", Value: schemaUTCTime},
			"display_phone_number":     {Ref: "#/components/schemas/DisplayPhoneNumber", Value: schemaDisplayPhoneNumber},
			"id":                       {Value: plain4},
			"last_updated":             {Ref: "#/components/schemas/UTCTime", Value: schemaUTCTime},
			"owner_business":           {Ref: "#/components/schemas/BusinessReference", Value: schemaBusinessReference},
			"phone_number":             {Ref: "#/components/schemas/DisplayPhoneNumber", Value: schemaDisplayPhoneNumber},
			"region":                   {Value: plain3},
			"supported_features": {
				Value: &openapi3.Schema{
					Type:  type6,
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/WhatsAppBusinessFeature", Value: schemaWhatsAppBusinessFeature},
				},
			},
			"verification_expiry_time": {Ref: "#/components/schemas/GraphTime", Value: schemaGraphTime},
			"verification_status":      {Ref: "#/components/schemas/PhoneNumberVerificationStatus", Value: schemaPhoneNumberVerificationStatus},
		},
	}
	schemaPreVerifiedPhoneNumberShareRequest := &openapi3.Schema{
		Type:       type1,
		Required:   []string{"preverified_id", "partner_business_id"},
		Properties: openapi3.Schemas{"partner_business_id": {Value: plain4}, "preverified_id": {Value: plain4}},
	}
	plain19 := &openapi3.Schema{Type: type15}
	schemaPreVerifiedPhoneNumberShareResponse := &openapi3.Schema{Type: type1, Required: []string{"success"}, Properties: openapi3.Schemas{"success": {Value: plain19}}}
	plain20 := &openapi3.Schema{Type: type5, Min: new(float64(1)), Max: new(float64(999))}
	schemaPreVerifiedPhoneNumberValidation := &openapi3.Schema{
		Type:     type1,
		Required: []string{"is_input_id_valid"},
		Properties: openapi3.Schemas{
			"availability_status":      {Ref: "#/components/schemas/PhoneNumberAvailabilityStatus", Value: schemaPhoneNumberAvailabilityStatus},
			"code_verification_status": {Ref: "#/components/schemas/CodeVerificationStatus", Value: schemaCodeVerificationStatus},
			"code_verification_time":   {Ref: "#/components/schemas/GraphTime", Value: schemaGraphTime},
			"country_code":             {Value: plain18},
			"country_prefix":           {Value: plain20},
			"created_time":             {Ref: "#/components/schemas/UTCTime", Value: schemaUTCTime},
			"display_phone_number":     {Ref: "#/components/schemas/DisplayPhoneNumber", Value: schemaDisplayPhoneNumber},
			"error_msg":                {Value: plain3},
			"id":                       {Value: plain4},
			"is_input_id_valid":        {Value: plain19},
			"last_updated":             {Ref: "#/components/schemas/UTCTime", Value: schemaUTCTime},
			"owner_business":           {Ref: "#/components/schemas/BusinessReference", Value: schemaBusinessReference},
			"phone_number":             {Ref: "#/components/schemas/DisplayPhoneNumber", Value: schemaDisplayPhoneNumber},
			"region":                   {Value: plain3},
			"supported_features": {
				Value: &openapi3.Schema{
					Type:  type6,
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/WhatsAppBusinessFeature", Value: schemaWhatsAppBusinessFeature},
				},
			},
			"verification_expiry_time": {Ref: "#/components/schemas/GraphTime", Value: schemaGraphTime},
			"verification_status":      {Ref: "#/components/schemas/PhoneNumberVerificationStatus", Value: schemaPhoneNumberVerificationStatus},
		},
	}
	schemaPreVerifiedPhoneNumbersResponse := &openapi3.Schema{
		Type:     type1,
		Required: []string{"data"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type:  type6,
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/PreVerifiedPhoneNumber", Value: schemaPreVerifiedPhoneNumber},
				},
			},
			"paging":  {Ref: "#/components/schemas/CursorPaging", Value: schemaCursorPaging},
			"summary": {Ref: "#/components/schemas/ListSummary", Value: schemaListSummary},
		},
	}
	plain21 := &openapi3.Schema{Type: type2, Enum: []any{"SMS", "VOICE"}}
	plain22 := &openapi3.Schema{Type: type2, Pattern: "^[a-z]{2,3}([_-][A-Z][a-z]{3})?([_-]([A-Z]{2}|[0-9]{3}))?$"}
	schemaRequestCodeRequest := &openapi3.Schema{
		Type:       type1,
		Required:   []string{"code_method", "language"},
		Properties: openapi3.Schemas{"code_method": {Value: plain21}, "language": {Value: plain22}},
	}
	schemaRequestCodeResponse := &openapi3.Schema{Type: type1, Required: []string{"success"}, Properties: openapi3.Schemas{"success": {Value: plain19}}}
	plain23 := &openapi3.Schema{Type: type2, MinLength: 4, MaxLength: new(uint64(8)), Pattern: "^[0-9]{4,8}$"}
	schemaVerifyCodeRequest := &openapi3.Schema{Type: type1, Required: []string{"code"}, Properties: openapi3.Schemas{"code": {Value: plain23}}}
	schemaVerifyCodeResponse := &openapi3.Schema{
		Type:       type1,
		Required:   []string{"success"},
		Properties: openapi3.Schemas{"id": {Value: plain4}, "success": {Value: plain19}},
	}
	schemaWhatsAppBusinessPreVerifiedPhoneNumberPartnersResponse := &openapi3.Schema{
		Type:     type1,
		Required: []string{"data"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type:  type6,
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/BusinessPartner", Value: schemaBusinessPartner},
				},
			},
			"paging":  {Ref: "#/components/schemas/CursorPaging", Value: schemaCursorPaging},
			"summary": {Ref: "#/components/schemas/ListSummary", Value: schemaListSummary},
		},
	}
	parameterAfter := &openapi3.Parameter{Name: "after", In: "query", Schema: &openapi3.SchemaRef{Value: plain3}}
	parameterAvailabilityStatusFilter := &openapi3.Parameter{
		Name:   "availability_status",
		In:     "query",
		Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PhoneNumberAvailabilityStatus", Value: schemaPhoneNumberAvailabilityStatus},
	}
	parameterBefore := &openapi3.Parameter{Name: "before", In: "query", Schema: &openapi3.SchemaRef{Value: plain3}}
	parameterBusinessID := &openapi3.Parameter{Name: "Business-ID", In: "path", Required: true, Schema: &openapi3.SchemaRef{Value: plain4}}
	parameterBusinessFields := &openapi3.Parameter{Name: "fields", In: "query", Schema: &openapi3.SchemaRef{Value: plain3}}
	parameterCodeVerificationStatusFilter := &openapi3.Parameter{
		Name:   "code_verification_status",
		In:     "query",
		Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/CodeVerificationStatus", Value: schemaCodeVerificationStatus},
	}
	parameterCountryCodeFilter := &openapi3.Parameter{Name: "country_code", In: "query", Schema: &openapi3.SchemaRef{Value: plain18}}
	parameterLimit := &openapi3.Parameter{
		Name:   "limit",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: type5, Min: new(float64(1)), Max: new(float64(100))}},
	}
	parameterListFields := &openapi3.Parameter{Name: "fields", In: "query", Schema: &openapi3.SchemaRef{Value: plain3}}
	parameterNumberFields := &openapi3.Parameter{Name: "fields", In: "query", Schema: &openapi3.SchemaRef{Value: plain3}}
	parameterPartnerFields := &openapi3.Parameter{Name: "fields", In: "query", Schema: &openapi3.SchemaRef{Value: plain3}}
	parameterPhoneNumberFilter := &openapi3.Parameter{Name: "phone_number", In: "query", Schema: &openapi3.SchemaRef{Value: plain3}}
	parameterPreVerifiedPhoneNumberID := &openapi3.Parameter{Name: "Pre-Verified-Phone-Number-ID", In: "path", Required: true, Schema: &openapi3.SchemaRef{Value: plain4}}
	parameterSharedNumber := &openapi3.Parameter{Name: "preverified_id", In: "query", Required: true, Schema: &openapi3.SchemaRef{Value: plain4}}
	parameterSharedWith := &openapi3.Parameter{Name: "partner_business_id", In: "query", Required: true, Schema: &openapi3.SchemaRef{Value: plain4}}
	parameterVerificationStatusFilter := &openapi3.Parameter{
		Name:   "verification_status",
		In:     "query",
		Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PhoneNumberVerificationStatus", Value: schemaPhoneNumberVerificationStatus},
	}
	plain24 := &openapi3.Schema{Type: type2, Pattern: `^v[0-9]+\.[0-9]+$`}
	parameterVersion := &openapi3.Parameter{Name: "Version", In: "path", Required: true, Schema: &openapi3.SchemaRef{Value: plain24}}
	responseBadRequest := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/GraphAPIError", Value: schemaGraphAPIError}},
		},
	}
	responseForbidden := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/GraphAPIError", Value: schemaGraphAPIError}},
		},
	}
	responseNotFound := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/GraphAPIError", Value: schemaGraphAPIError}},
		},
	}
	responseRateLimited := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/GraphAPIError", Value: schemaGraphAPIError}},
		},
	}
	responseUnauthorized := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/GraphAPIError", Value: schemaGraphAPIError}},
		},
	}
	responseUnavailable := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/GraphAPIError", Value: schemaGraphAPIError}},
		},
	}
	responseUnexpectedError := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/GraphAPIError", Value: schemaGraphAPIError}},
		},
	}
	responseUnprocessable := &openapi3.Response{
		Content: openapi3.Content{
			"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/GraphAPIError", Value: schemaGraphAPIError}},
		},
	}
	plain25 := &openapi3.Schema{Type: type2, MinLength: 1}
	plain26 := &openapi3.Schema{Type: type1}
	answer27 := &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}
	answer28 := &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}
	answer29 := &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}
	answer30 := &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}
	answer31 := &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}
	answer32 := &openapi3.ResponseRef{Ref: "#/components/responses/RateLimited", Value: responseRateLimited}
	answer33 := &openapi3.ResponseRef{Ref: "#/components/responses/UnexpectedError", Value: responseUnexpectedError}
	answer34 := &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}
	return &openapi3.T{
		OpenAPI: "3.0.3",
		Components: &openapi3.Components{
			Schemas: openapi3.Schemas{
				"AddPhoneNumbersRequest":              {Value: schemaAddPhoneNumbersRequest},
				"AddPhoneNumbersResponse":             {Value: schemaAddPhoneNumbersResponse},
				"BatchPart":                           {Value: schemaBatchPart},
				"BatchRequest":                        {Value: schemaBatchRequest},
				"BusinessPartner":                     {Value: schemaBusinessPartner},
				"BusinessPortfolio":                   {Value: schemaBusinessPortfolio},
				"BusinessReference":                   {Value: schemaBusinessReference},
				"CodeVerificationStatus":              {Value: schemaCodeVerificationStatus},
				"CursorPaging":                        {Value: schemaCursorPaging},
				"DisplayPhoneNumber":                  {Value: schemaDisplayPhoneNumber},
				"GraphAPIError":                       {Value: schemaGraphAPIError},
				"GraphTime":                           {Value: schemaGraphTime},
				"ListSummary":                         {Value: schemaListSummary},
				"PhoneNumberAvailabilityStatus":       {Value: schemaPhoneNumberAvailabilityStatus},
				"PhoneNumberVerificationStatus":       {Value: schemaPhoneNumberVerificationStatus},
				"PreVerifiedPhoneNumber":              {Value: schemaPreVerifiedPhoneNumber},
				"PreVerifiedPhoneNumberShareRequest":  {Value: schemaPreVerifiedPhoneNumberShareRequest},
				"PreVerifiedPhoneNumberShareResponse": {Value: schemaPreVerifiedPhoneNumberShareResponse},
				"PreVerifiedPhoneNumberValidation":    {Value: schemaPreVerifiedPhoneNumberValidation},
				"PreVerifiedPhoneNumbersResponse":     {Value: schemaPreVerifiedPhoneNumbersResponse},
				"RequestCodeRequest":                  {Value: schemaRequestCodeRequest},
				"RequestCodeResponse":                 {Value: schemaRequestCodeResponse},
				"UTCTime":                             {Value: schemaUTCTime},
				"VerifyCodeRequest":                   {Value: schemaVerifyCodeRequest},
				"VerifyCodeResponse":                  {Value: schemaVerifyCodeResponse},
				"WhatsAppBusinessFeature":             {Value: schemaWhatsAppBusinessFeature},
				"WhatsAppBusinessPreVerifiedPhoneNumberPartnersResponse": {Value: schemaWhatsAppBusinessPreVerifiedPhoneNumberPartnersResponse},
			},
			Parameters: openapi3.ParametersMap{
				"After":                        {Value: parameterAfter},
				"AvailabilityStatusFilter":     {Value: parameterAvailabilityStatusFilter},
				"Before":                       {Value: parameterBefore},
				"Business-ID":                  {Value: parameterBusinessID},
				"BusinessFields":               {Value: parameterBusinessFields},
				"CodeVerificationStatusFilter": {Value: parameterCodeVerificationStatusFilter},
				"CountryCodeFilter":            {Value: parameterCountryCodeFilter},
				"Limit":                        {Value: parameterLimit},
				"ListFields":                   {Value: parameterListFields},
				"NumberFields":                 {Value: parameterNumberFields},
				"PartnerFields":                {Value: parameterPartnerFields},
				"PhoneNumberFilter":            {Value: parameterPhoneNumberFilter},
				"Pre-Verified-Phone-Number-ID": {Value: parameterPreVerifiedPhoneNumberID},
				"SharedNumber":                 {Value: parameterSharedNumber},
				"SharedWith":                   {Value: parameterSharedWith},
				"VerificationStatusFilter":     {Value: parameterVerificationStatusFilter},
				"Version":                      {Value: parameterVersion},
			},
			Responses: openapi3.ResponseBodies{
				"BadRequest":      {Value: responseBadRequest},
				"Forbidden":       {Value: responseForbidden},
				"NotFound":        {Value: responseNotFound},
				"RateLimited":     {Value: responseRateLimited},
				"Unauthorized":    {Value: responseUnauthorized},
				"Unavailable":     {Value: responseUnavailable},
				"UnexpectedError": {Value: responseUnexpectedError},
				"Unprocessable":   {Value: responseUnprocessable},
			},
		},
		Paths: paths([]path{
			{"/{Version}", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read several nodes at once",
					OperationID: "getObjectsByIds",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/Version", Value: parameterVersion},
						{
							Value: &openapi3.Parameter{Name: "ids", In: "query", Required: true, Schema: &openapi3.SchemaRef{Value: plain25}},
						},
						{Value: &openapi3.Parameter{Name: "fields", In: "query", Schema: &openapi3.SchemaRef{Value: plain3}}},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{
											Value: &openapi3.Schema{Type: type1, AdditionalProperties: openapi3.BoolSchema{Schema: &openapi3.SchemaRef{Value: plain26}}},
										},
									},
								},
							},
						}},
						{"400", answer27},
						{"401", answer28},
						{"403", answer29},
						{"404", answer30},
						{"422", answer31},
						{"429", answer32},
						{"500", answer33},
						{"503", answer34},
					}),
				},
				Post: &openapi3.Operation{
					Summary:     "Send several requests at once",
					OperationID: "batchRequests",
					Parameters:  openapi3.Parameters{{Ref: "#/components/parameters/Version", Value: parameterVersion}},
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content: openapi3.Content{
								"application/json":                  {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/BatchRequest", Value: schemaBatchRequest}},
								"application/x-www-form-urlencoded": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/BatchRequest", Value: schemaBatchRequest}},
								"multipart/form-data":               {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/BatchRequest", Value: schemaBatchRequest}},
							},
						},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{
											Value: &openapi3.Schema{Type: type6, Items: &openapi3.SchemaRef{Ref: "#/components/schemas/BatchPart", Value: schemaBatchPart}},
										},
									},
								},
							},
						}},
						{"400", answer27},
						{"401", answer28},
						{"403", answer29},
						{"404", answer30},
						{"422", answer31},
						{"429", answer32},
						{"500", answer33},
						{"503", answer34},
					}),
				},
			}},
			{"/{Version}/{Business-ID}", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "meta.get_business"},
					Summary:     "Read a business",
					OperationID: "getBusinessPortfolioSpecificFields",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/Version", Value: parameterVersion},
						{Ref: "#/components/parameters/Business-ID", Value: parameterBusinessID},
						{Ref: "#/components/parameters/BusinessFields", Value: parameterBusinessFields},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/BusinessPortfolio", Value: schemaBusinessPortfolio}},
								},
							},
						}},
						{"400", answer27},
						{"401", answer28},
						{"403", answer29},
						{"404", answer30},
						{"422", answer31},
						{"429", answer32},
						{"500", answer33},
						{"503", answer34},
					}),
				},
			}},
			{"/{Version}/{Business-ID}/add_phone_numbers", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "meta.add_number"},
					Summary:     "Add a number to the business",
					OperationID: "addPhoneNumbers",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/Version", Value: parameterVersion},
						{Ref: "#/components/parameters/Business-ID", Value: parameterBusinessID},
					},
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content: openapi3.Content{
								"application/json": {
									Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/AddPhoneNumbersRequest", Value: schemaAddPhoneNumbersRequest},
								},
								"application/x-www-form-urlencoded": {
									Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/AddPhoneNumbersRequest", Value: schemaAddPhoneNumbersRequest},
								},
								"multipart/form-data": {
									Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/AddPhoneNumbersRequest", Value: schemaAddPhoneNumbersRequest},
								},
							},
						},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/AddPhoneNumbersResponse", Value: schemaAddPhoneNumbersResponse},
									},
								},
							},
						}},
						{"400", answer27},
						{"401", answer28},
						{"403", answer29},
						{"404", answer30},
						{"422", answer31},
						{"429", answer32},
						{"500", answer33},
						{"503", answer34},
					}),
				},
			}},
			{"/{Version}/{Business-ID}/preverified_numbers", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "meta.list_numbers"},
					Summary:     "List a business's numbers",
					OperationID: "getPreVerifiedPhoneNumbers",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/Version", Value: parameterVersion},
						{Ref: "#/components/parameters/Business-ID", Value: parameterBusinessID},
						{Ref: "#/components/parameters/ListFields", Value: parameterListFields},
						{Ref: "#/components/parameters/Limit", Value: parameterLimit},
						{Ref: "#/components/parameters/After", Value: parameterAfter},
						{Ref: "#/components/parameters/Before", Value: parameterBefore},
						{Ref: "#/components/parameters/CodeVerificationStatusFilter", Value: parameterCodeVerificationStatusFilter},
						{Ref: "#/components/parameters/PhoneNumberFilter", Value: parameterPhoneNumberFilter},
						{Ref: "#/components/parameters/VerificationStatusFilter", Value: parameterVerificationStatusFilter},
						{Ref: "#/components/parameters/AvailabilityStatusFilter", Value: parameterAvailabilityStatusFilter},
						{Ref: "#/components/parameters/CountryCodeFilter", Value: parameterCountryCodeFilter},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PreVerifiedPhoneNumbersResponse", Value: schemaPreVerifiedPhoneNumbersResponse},
									},
								},
							},
						}},
						{"400", answer27},
						{"401", answer28},
						{"403", answer29},
						{"404", answer30},
						{"422", answer31},
						{"429", answer32},
						{"500", answer33},
						{"503", answer34},
					}),
				},
			}},
			{"/{Version}/{Business-ID}/share_preverified_numbers", &openapi3.PathItem{
				Delete: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "meta.unshare_number"},
					Summary:     "Stop sharing a number with another business",
					OperationID: "unsharePreVerifiedPhoneNumber",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/Version", Value: parameterVersion},
						{Ref: "#/components/parameters/Business-ID", Value: parameterBusinessID},
						{Ref: "#/components/parameters/SharedNumber", Value: parameterSharedNumber},
						{Ref: "#/components/parameters/SharedWith", Value: parameterSharedWith},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{
											Ref:   "#/components/schemas/PreVerifiedPhoneNumberShareResponse",
											Value: schemaPreVerifiedPhoneNumberShareResponse,
										},
									},
								},
							},
						}},
						{"400", answer27},
						{"401", answer28},
						{"403", answer29},
						{"404", answer30},
						{"422", answer31},
						{"429", answer32},
						{"500", answer33},
						{"503", answer34},
					}),
				},
				Post: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "meta.share_number"},
					Summary:     "Share a number with another business",
					OperationID: "sharePreVerifiedPhoneNumber",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/Version", Value: parameterVersion},
						{Ref: "#/components/parameters/Business-ID", Value: parameterBusinessID},
					},
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content: openapi3.Content{
								"application/json": {
									Schema: &openapi3.SchemaRef{
										Ref:   "#/components/schemas/PreVerifiedPhoneNumberShareRequest",
										Value: schemaPreVerifiedPhoneNumberShareRequest,
									},
								},
								"application/x-www-form-urlencoded": {
									Schema: &openapi3.SchemaRef{
										Ref:   "#/components/schemas/PreVerifiedPhoneNumberShareRequest",
										Value: schemaPreVerifiedPhoneNumberShareRequest,
									},
								},
								"multipart/form-data": {
									Schema: &openapi3.SchemaRef{
										Ref:   "#/components/schemas/PreVerifiedPhoneNumberShareRequest",
										Value: schemaPreVerifiedPhoneNumberShareRequest,
									},
								},
							},
						},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{
											Ref:   "#/components/schemas/PreVerifiedPhoneNumberShareResponse",
											Value: schemaPreVerifiedPhoneNumberShareResponse,
										},
									},
								},
							},
						}},
						{"400", answer27},
						{"401", answer28},
						{"403", answer29},
						{"404", answer30},
						{"422", answer31},
						{"429", answer32},
						{"500", answer33},
						{"503", answer34},
					}),
				},
			}},
			{"/{Version}/{Pre-Verified-Phone-Number-ID}", &openapi3.PathItem{
				Delete: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "meta.delete_number"},
					Summary:     "Remove a number for good",
					OperationID: "deletePreVerifiedPhoneNumber",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/Version", Value: parameterVersion},
						{Ref: "#/components/parameters/Pre-Verified-Phone-Number-ID", Value: parameterPreVerifiedPhoneNumberID},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{
											Value: &openapi3.Schema{Type: type1, Required: []string{"success"}, Properties: openapi3.Schemas{"success": {Value: plain19}}},
										},
									},
								},
							},
						}},
						{"400", answer27},
						{"401", answer28},
						{"403", answer29},
						{"404", answer30},
						{"422", answer31},
						{"429", answer32},
						{"500", answer33},
						{"503", answer34},
					}),
				},
				Get: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "meta.get_number"},
					Summary:     "Read one number",
					OperationID: "getPreVerifiedPhoneNumberDetails",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/Version", Value: parameterVersion},
						{Ref: "#/components/parameters/Pre-Verified-Phone-Number-ID", Value: parameterPreVerifiedPhoneNumberID},
						{Ref: "#/components/parameters/NumberFields", Value: parameterNumberFields},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PreVerifiedPhoneNumberValidation", Value: schemaPreVerifiedPhoneNumberValidation},
									},
								},
							},
						}},
						{"400", answer27},
						{"401", answer28},
						{"403", answer29},
						{"404", answer30},
						{"422", answer31},
						{"429", answer32},
						{"500", answer33},
						{"503", answer34},
					}),
				},
			}},
			{"/{Version}/{Pre-Verified-Phone-Number-ID}/partners", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "meta.list_partners"},
					Summary:     "List the businesses a number is shared with",
					OperationID: "getPreVerifiedPhoneNumberPartners",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/Version", Value: parameterVersion},
						{Ref: "#/components/parameters/Pre-Verified-Phone-Number-ID", Value: parameterPreVerifiedPhoneNumberID},
						{Ref: "#/components/parameters/PartnerFields", Value: parameterPartnerFields},
						{Ref: "#/components/parameters/Limit", Value: parameterLimit},
						{Ref: "#/components/parameters/After", Value: parameterAfter},
						{Ref: "#/components/parameters/Before", Value: parameterBefore},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{
											Ref:   "#/components/schemas/WhatsAppBusinessPreVerifiedPhoneNumberPartnersResponse",
											Value: schemaWhatsAppBusinessPreVerifiedPhoneNumberPartnersResponse,
										},
									},
								},
							},
						}},
						{"400", answer27},
						{"401", answer28},
						{"403", answer29},
						{"404", answer30},
						{"422", answer31},
						{"429", answer32},
						{"500", answer33},
						{"503", answer34},
					}),
				},
			}},
			{"/{Version}/{Pre-Verified-Phone-Number-ID}/request_code", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "meta.request_code"},
					Summary:     "Have a one-time code sent to the number",
					OperationID: "requestPreVerifiedPhoneNumberCode",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/Version", Value: parameterVersion},
						{Ref: "#/components/parameters/Pre-Verified-Phone-Number-ID", Value: parameterPreVerifiedPhoneNumberID},
					},
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content: openapi3.Content{
								"application/json":                  {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/RequestCodeRequest", Value: schemaRequestCodeRequest}},
								"application/x-www-form-urlencoded": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/RequestCodeRequest", Value: schemaRequestCodeRequest}},
								"multipart/form-data":               {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/RequestCodeRequest", Value: schemaRequestCodeRequest}},
							},
						},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/RequestCodeResponse", Value: schemaRequestCodeResponse}},
								},
							},
						}},
						{"400", answer27},
						{"401", answer28},
						{"403", answer29},
						{"404", answer30},
						{"422", answer31},
						{"429", answer32},
						{"500", answer33},
						{"503", answer34},
					}),
				},
			}},
			{"/{Version}/{Pre-Verified-Phone-Number-ID}/verify_code", &openapi3.PathItem{
				Post: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "meta.verify_code"},
					Summary:     "Prove the number with the code it received",
					OperationID: "verifyPreVerifiedPhoneNumberCode",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/Version", Value: parameterVersion},
						{Ref: "#/components/parameters/Pre-Verified-Phone-Number-ID", Value: parameterPreVerifiedPhoneNumberID},
					},
					RequestBody: &openapi3.RequestBodyRef{
						Value: &openapi3.RequestBody{
							Required: true,
							Content: openapi3.Content{
								"application/json":                  {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/VerifyCodeRequest", Value: schemaVerifyCodeRequest}},
								"application/x-www-form-urlencoded": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/VerifyCodeRequest", Value: schemaVerifyCodeRequest}},
								"multipart/form-data":               {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/VerifyCodeRequest", Value: schemaVerifyCodeRequest}},
							},
						},
					},
					Responses: responses([]response{
						{"200", &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/VerifyCodeResponse", Value: schemaVerifyCodeResponse}},
								},
							},
						}},
						{"400", answer27},
						{"401", answer28},
						{"403", answer29},
						{"404", answer30},
						{"422", answer31},
						{"429", answer32},
						{"500", answer33},
						{"503", answer34},
					}),
				},
			}},
		}),
	}
}
