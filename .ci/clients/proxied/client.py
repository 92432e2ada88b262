"""urllib, which speaks HTTP/1.1."""
import json, os, urllib.parse, urllib.request

GRAPH = "https://graph.facebook.com/v23.0/"
BEARER = {"Authorization": "Bearer EAAJBsimulator"}


def ask(url, headers, **form):
    data = urllib.parse.urlencode(form).encode() if form else None
    return json.load(urllib.request.urlopen(urllib.request.Request(url, data, headers)))


added = ask(GRAPH + "506914307656634/add_phone_numbers", BEARER, phone_number="15550783881")["id"]
ask(GRAPH + added + "/request_code", BEARER, code_method="SMS", language="en_US")
code = ask(os.environ["SIM_URL"] + "/_sim/v1/codes/latest", {"X-Sim-World": os.environ["WORLD"]})["code"]
ask(GRAPH + added + "/verify_code", BEARER, code=code)
listed = ask(GRAPH + "506914307656634/preverified_numbers?code_verification_status=VERIFIED", BEARER)["data"]
assert [n["id"] for n in listed] == [added], listed
assert ask("https://hub.360dialog.io/api/v2/partners/simul8PA/preverified-numbers", {"X-API-Key": "sim-api-key"}) == []
