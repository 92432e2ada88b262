"""A pool manager as it should be, of another kind than client.mjs: a loop that looks at
the whole pool, does a step of whatever is left of the task, and sleeps for real. It
speaks the API of its first argument, meta or 360dialog. Its second is the speed of the
world's clock (exec --clock 60x), by which its pauses are divided."""
import http.client, json, os, re, sys, time

env, api, speed = os.environ, sys.argv[1], float(sys.argv[2])
host = env["SIM_URL"].removeprefix("http://")
business = f"/v23.0/{env['SIM_BUSINESS_ID']}"
pool = f"/api/v2/partners/{env['SIM_PARTNER_ID']}/preverified-numbers"
tokens = [t for t in (env["SIM_META_TOKEN"], env.get("RENEWED_TOKEN")) if t]
TICK, PATIENCE = 20, 6 * 60  # seconds between two rounds, and for a message
FIELDS = "fields=id,phone_number,code_verification_status"


def words(name):
    return [w for w in env.get(name, "").split(",") if w]


def digits(text):
    return re.sub(r"\D", "", text)


def now():
    return time.monotonic() * speed


def send(method, path, body=None, timeout=0.7):
    """One request: status, headers and body. A status of 0 is no answer."""
    headers = {"Authorization": f"Bearer {tokens[0]}"} if api == "meta" else {"X-API-Key": env["SIM_360DIALOG_API_KEY"]}
    try:
        line = http.client.HTTPConnection(host, timeout=timeout)
        line.request(method, path, body and json.dumps(body), {"Content-Type": "application/json", **headers})
        answer = line.getresponse()
        return answer.status, answer.headers, json.loads(answer.read() or b"null")
    except (OSError, http.client.HTTPException, ValueError):
        return 0, {}, None


def ask(method, path, body=None):
    """What a request came to (ok, lost, later, gone, login or refused), the body, and the
    seconds that the answer asks to wait."""
    status, header, data = send(method, path, body)
    error = {}
    if isinstance(data, dict):
        error = data.get("error") or ((data.get("meta") or {}).get("details") or {}).get("error") or {}
    code, subcode = error.get("code"), error.get("error_subcode")
    if 0 < status < 400:
        return "ok", data, 0
    if status == 429 or code in (4, 17, 613, 80007, 80008) or subcode in (2388091, 2388367):
        usage = json.loads(header.get("X-Business-Use-Case-Usage", "{}"))
        minutes = max((u.get("estimated_time_to_regain_access", 0) for some in usage.values() for u in some), default=0)
        return "later", data, float(header.get("Retry-After", 0)) or 60 * minutes
    if status == 0 or status >= 500 or error.get("is_transient") or code in (1, 2):
        return "lost", data, 0  # whether it was done is read in the next round
    if code == 190 and len(tokens) > 1:
        del tokens[0]
        return ask(method, path, body)
    if status == 401 or code in (10, 190, 200):
        return "login", data, 0
    return "gone" if status == 404 or subcode == 33 else "refused", data, 0


class Manager:
    def __init__(self):
        self.due = {}  # when a step may be tried again, by its name
        self.tries = {}  # how often it came to nothing
        self.asked = {}  # when a code was asked for, by phone number: our time and the world's
        self.refused = set()  # steps that are given up
        self.codes = {}  # of signups, by WABA
        self.quiet = 0.0  # until when a throttled API is left alone

    def step(self, name, method, path, body=None, enough=2):
        """Tries a step if it is due, and tells what came of it. Each failure puts off the
        next try for longer; one that was refused often enough is given up."""
        if name in self.refused or now() < max(self.due.get(name, 0), self.quiet):
            return "not now"
        what, data, wait = ask(method, path, body)
        tries = self.tries[name] = self.tries.get(name, 0) + 1
        self.due[name] = now() + min(31 * 2**tries, 1800)
        if what == "later":
            self.quiet = now() + max(wait, 30) + 1
        if what == "login" or what == "refused" and tries >= enough:
            print(name, json.dumps(data), file=sys.stderr)
            self.refused.add(name)
        return what

    def read(self):
        """Id and status of each number of the pool, or None while it cannot be read."""
        numbers, path = {}, pool if api == "360dialog" else f"{business}/preverified_numbers?{FIELDS}"
        while path:
            what, data, wait = ask("GET", path) if now() >= self.quiet else ("not now", None, 0)
            if what == "login":
                raise SystemExit(f"the list is refused: {data}")
            if what != "ok":
                self.quiet = max(self.quiet, now() + wait + 10)
                return None
            for n in data if api == "360dialog" else data["data"]:
                numbers[digits(n["phone_number"])] = (n.get("preverified_phone_number_id") or n.get("id"), n["code_verification_status"])
            path = None if api == "360dialog" else data.get("paging", {}).get("next", "").partition(host)[2]
        return numbers

    def verify(self, phone, id):
        """Asks for a code, looks for the message, or enters the code: one a round."""
        ask_for, enter, method = f"{pool}/{id}/request-otp", f"{pool}/{id}/verify-otp", "sms"
        if api == "meta":
            ask_for, enter, method = f"/v23.0/{id}/request_code", f"/v23.0/{id}/verify_code", "SMS"
        asked, since = self.asked.get(phone, (-PATIENCE, ""))
        if now() - asked >= PATIENCE:
            before, since = now(), send("GET", "/_sim/v1/clock", timeout=10)[2]["now"]
            if self.step(f"verify {phone}", "POST", ask_for, {"code_method": method, "language": "en_US"}, enough=20) == "ok":
                self.asked[phone] = (before, since)
            return
        status, _, message = send("GET", f"/_sim/v1/codes/latest?phone_number={phone}&since={since}", timeout=10)
        if status == 200:
            code = digits(message["code"])
            if self.step(f"enter {code} for {phone}", "POST", enter, {"code": code}, enough=99) in ("refused", "gone"):
                del self.asked[phone]  # another is asked for
                self.due[f"verify {phone}"] = asked + 61

    def share(self, phone, other, id, status):
        what, partners, _ = ask("GET", f"/v23.0/{id}/partners")
        if what == "ok" and any(b["id"] == other for b in partners["data"]):
            return False
        if status == "EXPIRED":
            self.verify(phone, id)
        elif what == "ok":
            self.step(f"share {phone}", "POST", f"{business}/share_preverified_numbers", {"preverified_id": id, "partner_business_id": other})
        return True

    def claim(self, phone, waba, id):
        """Signs the customer up, exchanges the code, subscribes the app, verifies or registers:
        one a round. It tells whether anything is left."""
        what, data, _ = ask("GET", f"/v23.0/{waba}/phone_numbers")
        node = next((n for n in data["data"] if digits(n["display_phone_number"]) == phone), None) if what == "ok" else None
        if node and waba not in self.codes:
            apps = ask("GET", f"/v23.0/{waba}/subscribed_apps")[1] or {}
            if not apps.get("data"):
                self.step(f"subscribe {waba}", "POST", f"/v23.0/{waba}/subscribed_apps")
            elif node["code_verification_status"] != "VERIFIED":
                self.verify(phone, node["id"])
            elif ask("GET", f"/v23.0/{node['id']}?fields=status")[1]["status"] == "CONNECTED":
                return False
            else:
                self.step(f"register {phone}", "POST", f"/v23.0/{node['id']}/register", {"messaging_product": "whatsapp", "pin": "581063"})
        elif self.codes.get(waba):
            query = f"client_id={env['SIM_APP_ID']}&client_secret={env['SIM_APP_SECRET']}&code={self.codes[waba]}"
            what, _, _ = ask("GET", f"/v23.0/oauth/access_token?{query}")
            if what == "ok":
                del self.codes[waba]
            elif what == "refused":
                self.codes[waba] = ""  # another signup brings another
        else:
            asked = {"waba": waba, "outcome": "only_waba"} if waba in self.codes else {"ids": [id], "waba": waba, "outcome": "finish"}
            status, _, signup = send("POST", "/_sim/v1/signups", asked, timeout=10)
            if status == 201 and signup["code"]:
                self.codes[waba] = signup["code"]
            else:
                self.refused.add(f"claim {phone}")
        return True

    def round(self):
        """Does a step of what is left, and tells whether anything is."""
        numbers, left = self.read(), False
        if numbers is None:
            return True
        for phone in words("SIM_TASK_ADD"):
            if phone not in numbers and f"add {phone}" not in self.refused:
                left = True
                self.step(f"add {phone}", "POST", f"{business}/add_phone_numbers" if api == "meta" else pool, {"phone_number": phone})
        for phone in words("SIM_TASK_VERIFY"):
            id, status = numbers.get(phone, (None, None))
            if id and status != "VERIFIED" and f"verify {phone}" not in self.refused:
                left = True
                self.verify(phone, id)
        for phone in words("SIM_TASK_DELETE"):
            if phone in numbers and f"delete {phone}" not in self.refused:
                left = True
                self.step(f"delete {phone}", "DELETE", f"/v23.0/{numbers[phone][0]}" if api == "meta" else f"{pool}/{numbers[phone][0]}")
        for phone, other in (pair.split("=") for pair in words("SIM_TASK_SHARE")):
            if phone in numbers and f"share {phone}" not in self.refused:
                left = self.share(phone, other, *numbers[phone]) or left
        for phone, waba in (pair.split("=") for pair in words("SIM_TASK_CLAIM")):
            if f"claim {phone}" not in self.refused:
                left = self.claim(phone, waba, numbers.get(phone, [None])[0]) or left
        return left


manager = Manager()
end = now() + 24 * 3600
while manager.round() and now() < end:
    time.sleep(TICK / speed)
sys.exit(bool(manager.refused))
