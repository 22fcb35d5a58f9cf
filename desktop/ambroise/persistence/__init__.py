"""The encrypted database: rows, repositories, unit of work, audit, keys, migrations."""
