"""What ``./sipuspa`` is made of; one small module a subject.

Read ``verbs.py`` first. Everything here runs on the standard library alone, because it runs before
anything is installed; only ``inside/`` runs in the virtual environment, beside Odoo.
"""
