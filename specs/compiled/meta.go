// Code generated from specs/meta.yaml by go generate ./specs/compiled; DO NOT EDIT.

package compiled

import "github.com/getkin/kin-openapi/openapi3"

// Meta is specs/meta.yaml without its prose.
func Meta() *openapi3.T {
	schemaAddPhoneNumbersRequest := &openapi3.Schema{
		Type:       &openapi3.Types{"object"},
		Required:   []string{"phone_number"},
		Properties: openapi3.Schemas{"phone_number": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}}},
	}
	schemaAddPhoneNumbersResponse := &openapi3.Schema{
		Type:       &openapi3.Types{"object"},
		Required:   []string{"id"},
		Properties: openapi3.Schemas{"id": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}}},
	}
	schemaBatchPart := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Nullable: true,
		Required: []string{"code", "body"},
		Properties: openapi3.Schemas{
			"body": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"code": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
			"headers": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{
						Value: &openapi3.Schema{
							Type:     &openapi3.Types{"object"},
							Required: []string{"name", "value"},
							Properties: openapi3.Schemas{
								"name":  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
								"value": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
						},
					},
				},
			},
		},
	}
	schemaBatchRequest := &openapi3.Schema{
		Type:       &openapi3.Types{"object"},
		Required:   []string{"batch"},
		Properties: openapi3.Schemas{"batch": {Value: &openapi3.Schema{}}, "include_headers": {Value: &openapi3.Schema{}}},
	}
	schemaUTCTime := &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"}
	schemaBusinessPartner := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"id"},
		Properties: openapi3.Schemas{
			"created_time":        {Ref: "#/components/schemas/UTCTime", Value: schemaUTCTime},
			"id":                  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
			"name":                {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"primary_page":        {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
			"timezone_id":         {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
			"two_factor_type":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"none", "admin_required"}}},
			"updated_time":        {Ref: "#/components/schemas/UTCTime", Value: schemaUTCTime},
			"verification_status": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"not_verified", "pending", "verified"}}},
		},
	}
	schemaBusinessPortfolio := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"id"},
		Properties: openapi3.Schemas{
			"id":          {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
			"name":        {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"timezone_id": {Value: &openapi3.Schema{Type: &openapi3.Types{"number"}}},
		},
	}
	schemaBusinessReference := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"id"},
		Properties: openapi3.Schemas{
			"id":   {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
			"name": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
	}
	schemaCodeVerificationStatus := &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"VERIFIED", "NOT_VERIFIED", "EXPIRED"}}
	schemaCursorPaging := &openapi3.Schema{
		Type: &openapi3.Types{"object"},
		Properties: openapi3.Schemas{
			"cursors": {
				Value: &openapi3.Schema{
					Type: &openapi3.Types{"object"},
					Properties: openapi3.Schemas{
						"after":  {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
						"before": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
					},
				},
			},
			"next":     {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^https?://"}},
			"previous": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^https?://"}},
		},
	}
	schemaDisplayPhoneNumber := &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: `^\+[0-9][0-9 ()./-]*$`}
	schemaGraphAPIError := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"error"},
		Properties: openapi3.Schemas{
			"error": {
				Value: &openapi3.Schema{
					Type:     &openapi3.Types{"object"},
					Required: []string{"message", "type", "code"},
					Properties: openapi3.Schemas{
						"code":             {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
						"error_data":       {Value: &openapi3.Schema{}},
						"error_subcode":    {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
						"error_user_msg":   {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
						"error_user_title": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
						"fbtrace_id":       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
						"is_transient":     {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
						"message":          {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
						"type":             {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
					},
				},
			},
		},
	}
	schemaGraphTime := &openapi3.Schema{
		AnyOf: openapi3.SchemaRefs{
			{
				Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+0000$`},
			},
			{Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}},
		},
	}
	schemaListSummary := &openapi3.Schema{
		Type:       &openapi3.Types{"object"},
		Properties: openapi3.Schemas{"total_count": {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(0))}}},
	}
	schemaPhoneNumberAvailabilityStatus := &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"AVAILABLE", "IN_USE", "RESERVED", "UNAVAILABLE"}}
	schemaPhoneNumberVerificationStatus := &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"VERIFIED", "PENDING", "FAILED", "EXPIRED"}}
	schemaWhatsAppBusinessFeature := &openapi3.Schema{
		Type: &openapi3.Types{"string"},
		Enum: []any{"MESSAGING", "BUSINESS_PROFILE", "WEBHOOKS", "TEMPLATES", "ANALYTICS", "COMMERCE", "FLOWS"},
	}
	schemaPreVerifiedPhoneNumber := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"id"},
		Properties: openapi3.Schemas{
			"availability_status":      {Ref: "#/components/schemas/PhoneNumberAvailabilityStatus", Value: schemaPhoneNumberAvailabilityStatus},
			"code_verification_status": {Ref: "#/components/schemas/CodeVerificationStatus", Value: schemaCodeVerificationStatus},
			"code_verification_time":   {Ref: "#/components/schemas/GraphTime", Value: schemaGraphTime},
			"country_code":             {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[A-Z]{2}$"}},
			"country_prefix":           {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(1)), Max: new(float64(999))}},
			"created_time":             {Ref: "#/components/schemas/UTCTime", Value: schemaUTCTime},
			"display_phone_number":     {Ref: "#/components/schemas/DisplayPhoneNumber", Value: schemaDisplayPhoneNumber},
			"id":                       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
			"last_updated":             {Ref: "#/components/schemas/UTCTime", Value: schemaUTCTime},
			"owner_business":           {Ref: "#/components/schemas/BusinessReference", Value: schemaBusinessReference},
			"phone_number":             {Ref: "#/components/schemas/DisplayPhoneNumber", Value: schemaDisplayPhoneNumber},
			"region":                   {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"supported_features": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/WhatsAppBusinessFeature", Value: schemaWhatsAppBusinessFeature},
				},
			},
			"verification_expiry_time": {Ref: "#/components/schemas/GraphTime", Value: schemaGraphTime},
			"verification_status":      {Ref: "#/components/schemas/PhoneNumberVerificationStatus", Value: schemaPhoneNumberVerificationStatus},
		},
	}
	schemaPreVerifiedPhoneNumberShareRequest := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"preverified_id", "partner_business_id"},
		Properties: openapi3.Schemas{
			"partner_business_id": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
			"preverified_id":      {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
		},
	}
	schemaPreVerifiedPhoneNumberShareResponse := &openapi3.Schema{
		Type:       &openapi3.Types{"object"},
		Required:   []string{"success"},
		Properties: openapi3.Schemas{"success": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}}},
	}
	schemaPreVerifiedPhoneNumberValidation := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"is_input_id_valid"},
		Properties: openapi3.Schemas{
			"availability_status":      {Ref: "#/components/schemas/PhoneNumberAvailabilityStatus", Value: schemaPhoneNumberAvailabilityStatus},
			"code_verification_status": {Ref: "#/components/schemas/CodeVerificationStatus", Value: schemaCodeVerificationStatus},
			"code_verification_time":   {Ref: "#/components/schemas/GraphTime", Value: schemaGraphTime},
			"country_code":             {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[A-Z]{2}$"}},
			"country_prefix":           {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(1)), Max: new(float64(999))}},
			"created_time":             {Ref: "#/components/schemas/UTCTime", Value: schemaUTCTime},
			"display_phone_number":     {Ref: "#/components/schemas/DisplayPhoneNumber", Value: schemaDisplayPhoneNumber},
			"error_msg":                {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"id":                       {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
			"is_input_id_valid":        {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
			"last_updated":             {Ref: "#/components/schemas/UTCTime", Value: schemaUTCTime},
			"owner_business":           {Ref: "#/components/schemas/BusinessReference", Value: schemaBusinessReference},
			"phone_number":             {Ref: "#/components/schemas/DisplayPhoneNumber", Value: schemaDisplayPhoneNumber},
			"region":                   {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			"supported_features": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/WhatsAppBusinessFeature", Value: schemaWhatsAppBusinessFeature},
				},
			},
			"verification_expiry_time": {Ref: "#/components/schemas/GraphTime", Value: schemaGraphTime},
			"verification_status":      {Ref: "#/components/schemas/PhoneNumberVerificationStatus", Value: schemaPhoneNumberVerificationStatus},
		},
	}
	schemaPreVerifiedPhoneNumbersResponse := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"data"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/PreVerifiedPhoneNumber", Value: schemaPreVerifiedPhoneNumber},
				},
			},
			"paging":  {Ref: "#/components/schemas/CursorPaging", Value: schemaCursorPaging},
			"summary": {Ref: "#/components/schemas/ListSummary", Value: schemaListSummary},
		},
	}
	schemaRequestCodeRequest := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"code_method", "language"},
		Properties: openapi3.Schemas{
			"code_method": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{"SMS", "VOICE"}}},
			"language": {
				Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[a-z]{2,3}([_-][A-Z][a-z]{3})?([_-]([A-Z]{2}|[0-9]{3}))?$"},
			},
		},
	}
	schemaRequestCodeResponse := &openapi3.Schema{
		Type:       &openapi3.Types{"object"},
		Required:   []string{"success"},
		Properties: openapi3.Schemas{"success": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}}},
	}
	schemaVerifyCodeRequest := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"code"},
		Properties: openapi3.Schemas{
			"code": {
				Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 4, MaxLength: new(uint64(8)), Pattern: "^[0-9]{4,8}$"},
			},
		},
	}
	schemaVerifyCodeResponse := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"success"},
		Properties: openapi3.Schemas{
			"id":      {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
			"success": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}},
		},
	}
	schemaWhatsAppBusinessPreVerifiedPhoneNumberPartnersResponse := &openapi3.Schema{
		Type:     &openapi3.Types{"object"},
		Required: []string{"data"},
		Properties: openapi3.Schemas{
			"data": {
				Value: &openapi3.Schema{
					Type:  &openapi3.Types{"array"},
					Items: &openapi3.SchemaRef{Ref: "#/components/schemas/BusinessPartner", Value: schemaBusinessPartner},
				},
			},
			"paging":  {Ref: "#/components/schemas/CursorPaging", Value: schemaCursorPaging},
			"summary": {Ref: "#/components/schemas/ListSummary", Value: schemaListSummary},
		},
	}
	parameterAfter := &openapi3.Parameter{
		Name:   "after",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
	}
	parameterAvailabilityStatusFilter := &openapi3.Parameter{
		Name:   "availability_status",
		In:     "query",
		Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PhoneNumberAvailabilityStatus", Value: schemaPhoneNumberAvailabilityStatus},
	}
	parameterBefore := &openapi3.Parameter{
		Name:   "before",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
	}
	parameterBusinessID := &openapi3.Parameter{
		Name:     "Business-ID",
		In:       "path",
		Required: true,
		Schema:   &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
	}
	parameterBusinessFields := &openapi3.Parameter{
		Name:   "fields",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
	}
	parameterCodeVerificationStatusFilter := &openapi3.Parameter{
		Name:   "code_verification_status",
		In:     "query",
		Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/CodeVerificationStatus", Value: schemaCodeVerificationStatus},
	}
	parameterCountryCodeFilter := &openapi3.Parameter{
		Name:   "country_code",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[A-Z]{2}$"}},
	}
	parameterLimit := &openapi3.Parameter{
		Name:   "limit",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64(1)), Max: new(float64(100))}},
	}
	parameterListFields := &openapi3.Parameter{
		Name:   "fields",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
	}
	parameterNumberFields := &openapi3.Parameter{
		Name:   "fields",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
	}
	parameterPartnerFields := &openapi3.Parameter{
		Name:   "fields",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
	}
	parameterPhoneNumberFilter := &openapi3.Parameter{
		Name:   "phone_number",
		In:     "query",
		Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
	}
	parameterPreVerifiedPhoneNumberID := &openapi3.Parameter{
		Name:     "Pre-Verified-Phone-Number-ID",
		In:       "path",
		Required: true,
		Schema:   &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
	}
	parameterSharedNumber := &openapi3.Parameter{
		Name:     "preverified_id",
		In:       "query",
		Required: true,
		Schema:   &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
	}
	parameterSharedWith := &openapi3.Parameter{
		Name:     "partner_business_id",
		In:       "query",
		Required: true,
		Schema:   &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]+$"}},
	}
	parameterVerificationStatusFilter := &openapi3.Parameter{
		Name:   "verification_status",
		In:     "query",
		Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PhoneNumberVerificationStatus", Value: schemaPhoneNumberVerificationStatus},
	}
	parameterVersion := &openapi3.Parameter{
		Name:     "Version",
		In:       "path",
		Required: true,
		Schema:   &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: `^v[0-9]+\.[0-9]+$`}},
	}
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
		Paths: openapi3.NewPaths(
			openapi3.WithPath("/{Version}", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Summary:     "Read several nodes at once",
					OperationID: "getObjectsByIds",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/Version", Value: parameterVersion},
						{
							Value: &openapi3.Parameter{
								Name:     "ids",
								In:       "query",
								Required: true,
								Schema:   &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, MinLength: 1}},
							},
						},
						{
							Value: &openapi3.Parameter{
								Name:   "fields",
								In:     "query",
								Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
							},
						},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{
											Value: &openapi3.Schema{
												Type:                 &openapi3.Types{"object"},
												AdditionalProperties: openapi3.BoolSchema{Schema: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"object"}}}},
											},
										},
									},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/RateLimited", Value: responseRateLimited}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/UnexpectedError", Value: responseUnexpectedError}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
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
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{
											Value: &openapi3.Schema{
												Type:  &openapi3.Types{"array"},
												Items: &openapi3.SchemaRef{Ref: "#/components/schemas/BatchPart", Value: schemaBatchPart},
											},
										},
									},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/RateLimited", Value: responseRateLimited}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/UnexpectedError", Value: responseUnexpectedError}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/{Version}/{Business-ID}", &openapi3.PathItem{
				Get: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "meta.get_business"},
					Summary:     "Read a business",
					OperationID: "getBusinessPortfolioSpecificFields",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/Version", Value: parameterVersion},
						{Ref: "#/components/parameters/Business-ID", Value: parameterBusinessID},
						{Ref: "#/components/parameters/BusinessFields", Value: parameterBusinessFields},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/BusinessPortfolio", Value: schemaBusinessPortfolio}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/RateLimited", Value: responseRateLimited}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/UnexpectedError", Value: responseUnexpectedError}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/{Version}/{Business-ID}/add_phone_numbers", &openapi3.PathItem{
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
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/AddPhoneNumbersResponse", Value: schemaAddPhoneNumbersResponse},
									},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/RateLimited", Value: responseRateLimited}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/UnexpectedError", Value: responseUnexpectedError}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/{Version}/{Business-ID}/preverified_numbers", &openapi3.PathItem{
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
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PreVerifiedPhoneNumbersResponse", Value: schemaPreVerifiedPhoneNumbersResponse},
									},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/RateLimited", Value: responseRateLimited}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/UnexpectedError", Value: responseUnexpectedError}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/{Version}/{Business-ID}/share_preverified_numbers", &openapi3.PathItem{
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
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
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
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/RateLimited", Value: responseRateLimited}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/UnexpectedError", Value: responseUnexpectedError}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
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
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
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
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/RateLimited", Value: responseRateLimited}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/UnexpectedError", Value: responseUnexpectedError}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/{Version}/{Pre-Verified-Phone-Number-ID}", &openapi3.PathItem{
				Delete: &openapi3.Operation{
					Extensions:  map[string]any{"x-sim-operation": "meta.delete_number"},
					Summary:     "Remove a number for good",
					OperationID: "deletePreVerifiedPhoneNumber",
					Parameters: openapi3.Parameters{
						{Ref: "#/components/parameters/Version", Value: parameterVersion},
						{Ref: "#/components/parameters/Pre-Verified-Phone-Number-ID", Value: parameterPreVerifiedPhoneNumberID},
					},
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{
											Value: &openapi3.Schema{
												Type:       &openapi3.Types{"object"},
												Required:   []string{"success"},
												Properties: openapi3.Schemas{"success": {Value: &openapi3.Schema{Type: &openapi3.Types{"boolean"}}}},
											},
										},
									},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/RateLimited", Value: responseRateLimited}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/UnexpectedError", Value: responseUnexpectedError}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
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
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {
										Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/PreVerifiedPhoneNumberValidation", Value: schemaPreVerifiedPhoneNumberValidation},
									},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/RateLimited", Value: responseRateLimited}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/UnexpectedError", Value: responseUnexpectedError}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/{Version}/{Pre-Verified-Phone-Number-ID}/partners", &openapi3.PathItem{
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
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
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
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/RateLimited", Value: responseRateLimited}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/UnexpectedError", Value: responseUnexpectedError}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/{Version}/{Pre-Verified-Phone-Number-ID}/request_code", &openapi3.PathItem{
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
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/RequestCodeResponse", Value: schemaRequestCodeResponse}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/RateLimited", Value: responseRateLimited}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/UnexpectedError", Value: responseUnexpectedError}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
			openapi3.WithPath("/{Version}/{Pre-Verified-Phone-Number-ID}/verify_code", &openapi3.PathItem{
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
					Responses: openapi3.NewResponses(
						openapi3.WithStatus(200, &openapi3.ResponseRef{
							Value: &openapi3.Response{
								Content: openapi3.Content{
									"application/json": {Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/VerifyCodeResponse", Value: schemaVerifyCodeResponse}},
								},
							},
						}),
						openapi3.WithStatus(400, &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest", Value: responseBadRequest}),
						openapi3.WithStatus(401, &openapi3.ResponseRef{Ref: "#/components/responses/Unauthorized", Value: responseUnauthorized}),
						openapi3.WithStatus(403, &openapi3.ResponseRef{Ref: "#/components/responses/Forbidden", Value: responseForbidden}),
						openapi3.WithStatus(404, &openapi3.ResponseRef{Ref: "#/components/responses/NotFound", Value: responseNotFound}),
						openapi3.WithStatus(422, &openapi3.ResponseRef{Ref: "#/components/responses/Unprocessable", Value: responseUnprocessable}),
						openapi3.WithStatus(429, &openapi3.ResponseRef{Ref: "#/components/responses/RateLimited", Value: responseRateLimited}),
						openapi3.WithStatus(500, &openapi3.ResponseRef{Ref: "#/components/responses/UnexpectedError", Value: responseUnexpectedError}),
						openapi3.WithStatus(503, &openapi3.ResponseRef{Ref: "#/components/responses/Unavailable", Value: responseUnavailable}),
					),
				},
			}),
		),
	}
}
