package simtest_test

// claimedWorld is what the matrix adds to the world of twoPartners: a customer's
// WABA that the first business manages.
const claimedWorld = `
switches: {claimed: in_use}
wabas:
  - id: "102290129340398"
    business: "9876543210987654"
    shared_with: ["506914307656634"]
    phone_numbers:
      - {phone_number: "12025550140", id: "110200345501442"}
      - {phone_number: "12025550141", id: "110200345501443", pin: "581063"}
      - {phone_number: "12025550142", id: "110200345501444", verified: false}
  - {id: "102290129340399", business: "9876543210987654"}
`

const (
	customerWABA = "/102290129340398"
	foreignWABA  = "102290129340399"
)

func init() {
	sound["meta.get_waba"] = func(caller) shot { return metaShot("GET", customerWABA, nil) }
}

var claimedCells = []cell{
	{"meta.get_waba", 200, "good", asItIs, `"id":"102290129340398"`},
	{"meta.get_waba", 200, "what a back end reads", query("fields=on_behalf_of_business_info,message_template_namespace"), `"on_behalf_of_business_info":{"id":"9876543210987654"`},
	{"meta.get_waba", 403, "of another business", instead(foreignWABA), "Your app doesn't have permission to access this WhatsApp Business Account"},
	{"meta.get_waba", 400, "failure", fails("meta.get_waba", "meta.invalid_id"), "Invalid parameter: whatsapp_business_account_id must be a valid numeric string"},
	{"meta.get_waba", 404, "failure", fails("meta.get_waba", "meta.waba_not_found"), "WhatsApp Business Account not found"},
	{"meta.get_waba", 422, "unknown field", query("fields=colour"), "The requested fields are not available for this account"},
}
