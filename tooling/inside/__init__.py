"""What runs in the virtual environment, beside Odoo: started by the modules one level up."""
