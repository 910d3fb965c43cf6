"""What stands between an assistant and an irreversible act."""
