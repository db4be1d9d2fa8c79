pub(crate) struct Todo;
