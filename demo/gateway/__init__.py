"""善美市统一消息平台: takes text messages and e-mails of the demo city and shows them on a page instead of sending them."""
