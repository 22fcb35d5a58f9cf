"""What a doctor, a pharmacist or a nurse knows: values and rules, no input or output."""
