"""「?」: how each page of the desk is used, in the words of the bureau; one YAML file a page."""
