#!/usr/bin/env bash
# curl, over the version of HTTP in its argument.
set -euo pipefail
graph=https://graph.facebook.com/v23.0
ask() { curl -sS "$1" --fail-with-body -H 'Authorization: Bearer EAAJBsimulator' -w '\n%{http_version}' "${@:2}"; }
id=$(ask "$1" "$graph/506914307656634/add_phone_numbers" -d phone_number=15550783881 | grep -oE '[0-9]{10,}')
ask "$1" "$graph/$id/request_code" -d code_method=SMS -d language=en_US >/dev/null
code=$(curl -sS -H "X-Sim-World: $WORLD" "$SIM_URL/_sim/v1/codes/latest" | sed 's/.*"code":"\([0-9]*\)".*/\1/')
ask "$1" "$graph/$id/verify_code" -d "code=$code" >/dev/null
list=$(ask "$1" "$graph/506914307656634/preverified_numbers?code_verification_status=VERIFIED")
[[ $(grep -o '"phone_number":' <<<"$list" | wc -l) == 1 && $list == *"$id"* && $list == *$'\n'"${1#--http}"* ]]
[[ $(curl -sS "$1" -H 'X-API-Key: sim-api-key' https://hub.360dialog.io/api/v2/partners/simul8PA/preverified-numbers) == '[]' ]]
