"""Places on other machines where backups go: SFTP and WebDAV."""
