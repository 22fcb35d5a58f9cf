"""The messages: what arrived, the document as it reads, the file it belongs to."""
