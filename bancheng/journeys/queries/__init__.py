"""Questions about journeys, drafts, notices and confirmations."""
