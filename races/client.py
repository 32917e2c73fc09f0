"""A desk on the wire: JSON-RPC as a browser sends it, and many of them at once."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import requests

TIMEOUT = 60


class Refused(Exception):
    """The server answered with an error; ``name`` is the exception's class."""

    def __init__(self, error):
        super().__init__(error["data"]["message"])
        self.name = error["data"]["name"]


class Client:
    """One user's login. Every thread has a connection of its own, as every desk has."""

    def __init__(self, url, database, login, password):
        self.url, self.local = url, threading.local()
        session = requests.Session()
        answer = self._post(
            session,
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )
        self.uid, self.cookies = answer["uid"], session.cookies.get_dict()

    def call(self, model, method, *args, **kwargs):
        """Call a public method; raise :class:`Refused` where the server does."""
        return self._post(
            self._session(),
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def get(self, path):
        """Download an address; raise where the server does not hand it out."""
        answer = self._session().get(self.url + path, timeout=TIMEOUT)
        answer.raise_for_status()
        return answer.content

    def upload(self, path, values, file):
        """Send a form with a file as a page does, and return the answer.

        :param file: its name and contents
        """
        page = self.get("/odoo").decode()
        token = re.search(r'csrf_token: "(\w+)"', page)[1]
        return (
            self._session()
            .post(
                self.url + path,
                data={**values, "csrf_token": token},
                files={"file": file},
                timeout=TIMEOUT,
            )
            .json()
        )

    def _session(self):
        if not hasattr(self.local, "session"):
            self.local.session = requests.Session()
            self.local.session.cookies.update(self.cookies)
        return self.local.session

    def _post(self, session, path, params):
        answer = session.post(
            self.url + path, json={"jsonrpc": "2.0", "params": params}, timeout=TIMEOUT
        ).json()
        if "error" in answer:
            raise Refused(answer["error"])
        return answer.get("result")  # absent where a method returns nothing


def together(acts):
    """Run ``acts`` at the same moment, each in a thread of its own; return what they return."""
    start = threading.Barrier(len(acts))

    def run(act):
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
