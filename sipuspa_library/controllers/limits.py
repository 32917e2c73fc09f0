import functools
import math

from odoo.http import request

from ..tools.rates import BUCKETS, PERCENT, PERCENT_KEY
from ..tools.token_bucket import line


def limited(name, json=False, methods=("GET", "HEAD", "POST")):
    """Answer 429 instead of the decorated route when one line asks too often; stands below ``@route``.

    :param name: the rate, of ``tools/rates.py``
    :param json: whether a script asks, which gets ``{"error": sentence}``; else it is a slim page
    :param methods: which requests count, for a route that both shows a form and takes it
    """

    def decorate(endpoint):
        @functools.wraps(endpoint)
        def answer(self, *args, **params):
            if request.httprequest.method in methods:
                seconds = waiting_time(name)
                if seconds:
                    return _busy(self, seconds, json)
            return endpoint(self, *args, **params)

        return answer

    return decorate


def waiting_time(name, key=None):
    """Take a token of who asks; return 0, or after how many whole seconds there will be one.

    :param key: what is known of the asker beyond the line, once it is proven: a paired kiosk
    """
    percent = _percent()
    if not percent:
        return 0
    buckets, who, cost = BUCKETS[name], key or asker(), PERCENT / percent
    return 0 if buckets.take(who, cost) else math.ceil(buckets.wait(who, cost)) or 1


def asker():
    """Return whose bucket it is: the login's, else the line's.

    The address is the proxy's word only in Odoo's ``proxy_mode``; else what a header says counts nothing.
    """
    return request.session.uid or line(request.httprequest.remote_addr)


def _percent():
    # a setting of ours, shown to nobody
    parameters_sudo = request.env["ir.config_parameter"].sudo()
    typed = parameters_sudo.get_param(PERCENT_KEY, "")
    return int(typed) if typed.isdecimal() else PERCENT  # what else stands there closes no page


def _busy(controller, seconds, json):
    controller._speak()
    if json:
        sentence = request.env._("Many ask from here just now. Please try again in a moment.")
        response = request.make_json_response({"error": sentence}, status=429)
    else:
        again = request.httprequest.full_path.rstrip("?")
        values = {
            "seconds": seconds,
            "again": again,
            "was_sent": request.httprequest.method == "POST",
        }
        response = controller._page("opac_busy", values, status=429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response
