"""The components that ship with the application, and their licences."""
