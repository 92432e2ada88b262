package sim

// ErrorCode names one way in which the domain refuses a call. The vendors'
// dialects own the words and the statuses; the code is what they look up.
type ErrorCode string

// The refusals of the domain and of the dialects around it. Each is the last
// part of the id of an entry in the error catalogues: CodeExpired is
// "code_expired" here and meta.code_expired there.
const (
	InvalidToken            ErrorCode = "invalid_token"
	TokenExpired            ErrorCode = "token_expired"
	TokenRevoked            ErrorCode = "token_revoked"
	TokenAppRemoved         ErrorCode = "token_app_removed"
	PermissionDenied        ErrorCode = "permission_denied"
	BusinessAccessDenied    ErrorCode = "business_access_denied"
	NumberNotFound          ErrorCode = "number_not_found"
	BusinessNotFound        ErrorCode = "business_not_found"
	PartnerBusinessNotFound ErrorCode = "partner_business_not_found"
	InvalidPhoneNumber      ErrorCode = "invalid_phone_number"
	PhoneNumberTaken        ErrorCode = "phone_number_taken"
	PoolFull                ErrorCode = "pool_full"
	CodeWrong               ErrorCode = "code_wrong"
	CodeExpired             ErrorCode = "code_expired"
	AlreadyVerified         ErrorCode = "already_verified"
	NotShareable            ErrorCode = "not_shareable"
	AlreadyShared           ErrorCode = "already_shared"
	NotShared               ErrorCode = "not_shared"
	RelationshipForbidden   ErrorCode = "relationship_forbidden"
	NumberInUse             ErrorCode = "number_in_use"
	InvalidCursor           ErrorCode = "invalid_cursor"
	PartnerNotFound         ErrorCode = "partner_not_found"
	AlreadyInPool           ErrorCode = "already_in_pool"
	Unauthorized            ErrorCode = "unauthorized"
	Forbidden               ErrorCode = "forbidden"

	WABANotFound            ErrorCode = "waba_not_found"
	WABAAccessDenied        ErrorCode = "waba_access_denied"
	WABAFull                ErrorCode = "waba_full"
	PhoneNotFound           ErrorCode = "phone_not_found"
	PhoneAccessDenied       ErrorCode = "phone_access_denied"
	PhoneAlreadyRegistered  ErrorCode = "phone_already_registered"
	WABAPhoneInvalid        ErrorCode = "waba_phone_invalid"
	PreverifiedNotFound     ErrorCode = "preverified_not_found"
	CannotRegister          ErrorCode = "cannot_register"
	PINMismatch             ErrorCode = "pin_mismatch"
	RegisterLimited         ErrorCode = "register_limited"
	NotRegistered           ErrorCode = "not_registered"
	PhoneNotEligible        ErrorCode = "phone_not_eligible"
	PhoneCodeRefused        ErrorCode = "phone_code_refused"
	PhoneAttemptsExceeded   ErrorCode = "phone_attempts_exceeded"
	OverrideBeforeSubscribe ErrorCode = "override_before_subscribe"
	NotSubscribed           ErrorCode = "not_subscribed"
	InvalidUser             ErrorCode = "invalid_user"
	UserAlreadyAssigned     ErrorCode = "user_already_assigned"
	UserNotAssigned         ErrorCode = "user_not_assigned"
	CreditLineNotFound      ErrorCode = "credit_line_not_found"
	CreditDenied            ErrorCode = "credit_denied"
	SignupIncomplete        ErrorCode = "signup_incomplete"
	InvalidApp              ErrorCode = "invalid_app"
	InvalidClientSecret     ErrorCode = "invalid_client_secret"
	InvalidSignupCode       ErrorCode = "invalid_signup_code"
	SignupCodeLapsed        ErrorCode = "code_lapsed"
	SignupCodeUsed          ErrorCode = "code_used"
	RedirectURIMismatch     ErrorCode = "redirect_uri_mismatch"
	ViewingAppMismatch      ErrorCode = "viewing_app_mismatch"

	// SignupEnded, NotOffered, NothingToRestore, ShareEnded and UnknownName are answers
	// to the control API only.
	SignupEnded      ErrorCode = "signup_ended"
	NotOffered       ErrorCode = "not_offered"
	NothingToRestore ErrorCode = "nothing_to_restore"
	ShareEnded       ErrorCode = "share_ended"
	UnknownName      ErrorCode = "unknown_name"
)

// Error is the one error type of the domain and of the handlers in front of
// it. A foreign error that reaches a dialect renders as the vendor's
// unexpected failure and is logged in full.
type Error struct {
	// Code says what was refused.
	Code ErrorCode
	// Field is the parameter at fault, where one is.
	Field string
	// Object is the class of the node that the refusal is about, where it may be
	// another than that of the operation.
	Object string
	// Rule says what the parameter must be, for refusals that tell.
	Rule string
	// Detail is for people who read logs and the control API; vendors' clients
	// never see it.
	Detail string
}

// Error implements error.
func (e *Error) Error() string {
	s := string(e.Code)
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	return s
}

// Refuse returns the [Error] of a code.
func Refuse(code ErrorCode) error { return &Error{Code: code} }

// RefuseWith returns the [Error] of a code with a detail for logs.
func RefuseWith(code ErrorCode, detail string) error { return &Error{Code: code, Detail: detail} }
