{
    "name": "SIPUSPA Toy",
    "summary": "The least a checkout can be: the floor of the benchmark, never installed elsewhere.",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "SIPUSPA",
    "depends": ["base"],
    "data": ["security/ir.model.access.csv"],
}
