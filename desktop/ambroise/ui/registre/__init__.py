"""The registers of the pharmacy: listed medicines, narcotics, boxes owed, renewals to prepare."""
