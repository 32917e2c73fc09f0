{
    "name": "SIPUSPA Toy Search",
    "summary": "The search page with a constant result: the floor of the benchmark, installed nowhere else.",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "SIPUSPA",
    "depends": ["sipuspa_library"],
    "data": [],
}
